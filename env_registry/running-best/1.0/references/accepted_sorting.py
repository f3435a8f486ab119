n = int(input())
a = list(map(int, input().split()))

slate = [0] * n
covered_from = n
for day in sorted(range(n), key=lambda day: (-a[day], day)):
    for evening in range(day, covered_from):
        slate[evening] = a[day]
    covered_from = min(covered_from, day)
print(*slate)
