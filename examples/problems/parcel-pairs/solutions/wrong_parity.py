input()
weights = list(map(int, input().split()))
total = sum(weights)
print("YES" if total % 2 == 0 and 2 * max(weights) <= total else "NO")
