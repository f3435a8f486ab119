from itertools import zip_longest

s = input().strip()
t = input().strip()
print("".join(left + right for left, right in zip_longest(s, t, fillvalue="")))
