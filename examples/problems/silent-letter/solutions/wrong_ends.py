s = input().strip()
silent = input().strip()
print(s.strip(silent))
