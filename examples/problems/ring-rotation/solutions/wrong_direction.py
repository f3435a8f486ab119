from collections import deque

n, k = map(int, input().split())
wheel = deque(input().split())

wheel.rotate(k)
print(*wheel)
