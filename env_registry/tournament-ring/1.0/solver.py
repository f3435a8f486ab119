import re


def solve(question: str) -> object:
    head = re.search(r"(\d+) players? forms? a circle\.", question)
    nums = re.search(r"from player 1 to player (\d+) the shirts read:\s*\n\s*(\d+(?:\s*,\s*\d+)*)\s*\n", question)
    first = re.search(
        r'In the first round, player 1 is counted as "one", and whoever is counted as number (\d+) leaves\.', question
    )
    if (
        not head
        or not nums
        or not first
        or "the counting stops at the number on the shirt of the player who has just left" not in question
    ):
        raise ValueError("unexpected text")
    shirts = [int(x) for x in nums.group(2).split(",")]
    n = int(head.group(1))
    count = int(first.group(1))
    if len(shirts) != n or int(nums.group(1)) != n or count < 1 or min(shirts) < 1:
        raise ValueError("numbers disagree")

    circle = list(range(1, n + 1))  # circle[0] is counted as "one"
    while len(circle) > 1:
        k = (count - 1) % len(circle)  # full turns change nothing
        gone = circle[k]
        circle = circle[k + 1 :] + circle[:k]
        count = shirts[gone - 1]
    return circle[0]
