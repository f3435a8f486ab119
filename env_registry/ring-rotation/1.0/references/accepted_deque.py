from collections import deque

n, k = map(int, input().split())
wheel = deque(input().split())

for _ in range(k % n):
    wheel.append(wheel.popleft())
print(*wheel)
