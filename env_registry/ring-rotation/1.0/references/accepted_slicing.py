n, k = map(int, input().split())
a = input().split()

gate = k % n
print(*a[gate:], *a[:gate])
