s = input().strip()
k = int(input())

print("".join(s[start : start + k][::-1] for start in range(0, len(s), k)))
