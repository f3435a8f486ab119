from itertools import groupby

print("".join(f"{letter}{len(list(calls))}" for letter, calls in groupby(input().strip())))
