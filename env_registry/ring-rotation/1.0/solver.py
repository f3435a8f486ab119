import re


def solve(question: str) -> object:
    if (
        "One turn moves every number one place back, and the number in the first place goes to the last."
    ) not in question:
        raise ValueError("unexpected text")
    found = re.findall(
        r"^[ \t]*k[ \t]*=[ \t]*(\d+)[ \t]*,[ \t]*numbers[ \t]*=((?:[ \t]+-?\d+)*)[ \t]*$", question, re.M
    )
    if len(found) != 1:
        raise ValueError("line with k and numbers not found exactly once")
    k = int(found[0][0])
    wheel = [int(x) for x in found[0][1].split()]
    if not wheel:
        return []
    if k > 100000:
        k %= len(wheel)  # len(wheel) turns bring every number back to its place
    for _ in range(k):
        wheel = wheel[1:] + [wheel[0]]
    return wheel
