import re


def solve(question: str) -> object:
    head = re.search(r"A staircase has (\d+) stairs?, numbered", question)
    nums = re.search(r"The costs? of the stairs?[^:\n]*(?:are|is):\s*\n\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\n", question)
    last = re.search(
        r"Your last move must end precisely on stair (\d+), and the cost of that stair is paid as well", question
    )
    if (
        not head
        or not nums
        or not last
        or "Each move takes you up by one, two or three stairs, never down." not in question
    ):
        raise ValueError("unexpected text")
    costs = [int(x) for x in nums.group(1).split(",")]
    n = int(head.group(1))
    if len(costs) != n or int(last.group(1)) != n:
        raise ValueError("numbers disagree")

    least = [0]
    for i in range(1, n + 1):
        least.append(costs[i - 1] + min(least[i - up] for up in (1, 2, 3) if i - up >= 0))
    return least[n]
