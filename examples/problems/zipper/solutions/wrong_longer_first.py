s = input().strip()
t = input().strip()
if len(s) < len(t):
    s, t = t, s

closed = ""
for i, tooth in enumerate(s):
    closed += tooth
    if i < len(t):
        closed += t[i]
print(closed)
