n = int(input())
heights = list(map(int, input().split()))

lowest = min(range(n - 1), key=lambda i: heights[i])
print(max(heights[lowest + 1 :]) - heights[lowest])
