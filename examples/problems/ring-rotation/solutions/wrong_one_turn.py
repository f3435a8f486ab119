n, k = map(int, input().split())
a = input().split()
print(*a[k:], *a[:k])
