s = input().strip()
k = int(input())

full = len(s) // k * k
sign = ""
for start in range(0, full, k):
    sign += s[start : start + k][::-1]
print(sign + s[full:])
