n = int(input())
heights = list(map(int, input().split()))

lowest = heights[0]
gain = heights[1] - heights[0]
for height in heights[1:]:
    gain = max(gain, height - lowest)
    lowest = min(lowest, height)
print(gain)
