input()
weights = sorted(map(int, input().split()), reverse=True)

left = right = 0
for weight in weights:
    if left <= right:
        left += weight
    else:
        right += weight
print("YES" if left == right else "NO")
