from collections import Counter

input()
weights = list(map(int, input().split()))
half, odd = divmod(sum(weights), 2)

reachable = [True] + [False] * half
for weight, copies in Counter(weights).items():
    used = [0] * (half + 1)
    for load in range(weight, half + 1):
        if not reachable[load] and reachable[load - weight] and used[load - weight] < copies:
            reachable[load] = True
            used[load] = used[load - weight] + 1
print("YES" if not odd and reachable[half] else "NO")
