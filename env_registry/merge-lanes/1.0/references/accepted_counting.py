import sys

n, m, *cars = map(int, sys.stdin.read().split())

count = [0] * 100
for car in cars:
    count[car] += 1

lane = []
for number, times in enumerate(count):
    lane.extend([number] * times)
print(*lane)
