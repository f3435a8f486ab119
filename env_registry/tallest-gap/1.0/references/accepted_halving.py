def survey(start, end):
    """Lowest height, highest height and largest gain among the towers start..end-1; a lone tower has no gain."""
    if end - start == 1:
        return heights[start], heights[start], None
    middle = (start + end) // 2
    left_low, left_high, left_gain = survey(start, middle)
    right_low, right_high, right_gain = survey(middle, end)
    gains = [right_high - left_low, left_gain, right_gain]
    return min(left_low, right_low), max(left_high, right_high), max(gain for gain in gains if gain is not None)


n = int(input())
heights = list(map(int, input().split()))
print(survey(0, n)[2])
