input()
heights = list(map(int, input().split()))
print(max(heights) - min(heights))
