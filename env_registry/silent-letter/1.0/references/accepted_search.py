s = input().strip()
silent = input().strip()

pieces = []
start = 0
position = s.find(silent)
while position != -1:
    pieces.append(s[start:position])
    start = position + 1
    position = s.find(silent, start)
pieces.append(s[start:])
print("".join(pieces))
