from bisect import bisect_right

n, m = map(int, input().split())
a = list(map(int, input().split()))
b = list(map(int, input().split()))

lane = []
taken = 0
for car in b:
    place = bisect_right(a, car)
    lane.extend(a[taken:place])
    lane.append(car)
    taken = place
lane.extend(a[taken:])
print(*lane)
