import sys

n, m, *cars = map(int, sys.stdin.read().split())
print(*sorted(cars))
