from itertools import groupby

log = ""
for letter, calls in groupby(input().strip()):
    count = len(list(calls))
    log += letter + (str(count) if count > 1 else "")
print(log)
