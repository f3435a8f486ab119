n = int(input())
a = list(map(int, input().split()))

slate = [a[0]]
for day in range(1, n):
    slate.append(max(a[day - 1], a[day]))
print(*slate)
