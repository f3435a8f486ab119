input()
weights = sorted(map(int, input().split()), reverse=True)

rest = sum(weights)
differences = {0}
for weight in weights:
    rest -= weight
    either_bag = {d + weight for d in differences} | {abs(d - weight) for d in differences}
    differences = {d for d in either_bag if d <= rest}
print("YES" if 0 in differences else "NO")
