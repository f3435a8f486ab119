import re


def solve(question: str) -> object:
    if "How large can the gain be at most?" not in question:
        raise ValueError("unexpected text")
    found = re.findall(
        r"in the order in which the walker comes to them, are:[ \t]*\n\s*"
        r"(-?\d+(?:[ \t]+-?\d+)*)[ \t]*\n\s*Choose two different towers",
        question,
    )
    if len(found) != 1:
        raise ValueError("heights not found exactly once")
    heights = [int(x) for x in found[0].split()]
    if len(heights) < 2:
        raise ValueError("two towers are needed")
    best = None
    for i in range(len(heights)):
        for j in range(i + 1, len(heights)):
            gain = heights[j] - heights[i]
            if best is None or gain > best:
                best = gain
    return best
