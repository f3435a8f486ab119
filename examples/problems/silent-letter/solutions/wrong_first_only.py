s = input().strip()
silent = input().strip()

position = s.index(silent)
print(s[:position] + s[position + 1 :])
