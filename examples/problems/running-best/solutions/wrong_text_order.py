input()
slate = []
best = ""
for points in input().split():
    best = max(best, points)
    slate.append(best)
print(*slate)
