import re


def _read(question: str) -> tuple[list[int], int]:
    """The points of the targets from left to right, and the sum that is wanted."""
    head = re.search(r"At a shooting stand there are (\d+) targets in a row\.", question)
    nums = re.search(
        r"In order from target 1 to target (\d+) the points are:\s*\n\s*(-?\d+(?:\s*,\s*-?\d+)*)\s*\n", question
    )
    goal = re.search(r"The sum of the points of both targets has to be exactly (-?\d+)\.", question)
    if not head or not nums or not goal:
        raise ValueError("unexpected text")
    points = [int(x) for x in nums.group(2).split(",")]
    n = int(head.group(1))
    if len(points) != n or int(nums.group(1)) != n:
        raise ValueError("numbers disagree")
    return points, int(goal.group(1))


def solve(question: str) -> object:
    points, total = _read(question)
    n = len(points)
    for i in range(n):
        for j in range(i + 1, n):
            if points[i] + points[j] == total:
                return [i + 1, j + 1]
    raise ValueError("no pair has the right sum")


def check(question: str, answer: object) -> bool:
    points, total = _read(question)
    if not isinstance(answer, list) or len(answer) != 2 or any(type(number) is not int for number in answer):
        return False
    first, second = answer
    if not 1 <= first < second <= len(points):
        return False
    return points[first - 1] + points[second - 1] == total
