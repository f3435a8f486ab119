import re


def solve(question: str) -> object:
    if "Join them into one list that is sorted the same way" not in question:
        raise ValueError("unexpected text")
    found = re.findall(
        r"^[ \t]*a[ \t]*=((?:[ \t]+-?\d+)*)[ \t]*,[ \t]*b[ \t]*=((?:[ \t]+-?\d+)*)[ \t]*$", question, re.M
    )
    if len(found) != 1:
        raise ValueError("line with the lists a and b not found exactly once")
    a = [int(x) for x in found[0][0].split()]
    b = [int(x) for x in found[0][1].split()]
    if a != sorted(a) or b != sorted(b):
        raise ValueError("a list is not sorted")
    left = a + b
    result = []
    while left:
        smallest = min(left)
        left.remove(smallest)
        result.append(smallest)
    return result
