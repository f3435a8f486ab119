s = input().strip()
t = input().strip()

paired = min(len(s), len(t))
closed = [""] * (2 * paired)
closed[0::2] = s[:paired]
closed[1::2] = t[:paired]
print("".join(closed) + s[paired:] + t[paired:])
