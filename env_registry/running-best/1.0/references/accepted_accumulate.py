from itertools import accumulate

input()
a = map(int, input().split())
print(*accumulate(a, max))
