input()
a = input().split()
b = input().split()
print(*sorted(a + b))
