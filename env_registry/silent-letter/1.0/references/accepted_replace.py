s = input().strip()
silent = input().strip()
print(s.replace(silent, ""))
