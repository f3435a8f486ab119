s = input().strip()
t = input().strip()

closed = ""
for i in range(min(len(s), len(t))):
    closed += s[i] + t[i]
print(closed)
