import re


def solve(question: str) -> object:
    if "highest score of all days up to and including that day" not in question:
        raise ValueError("unexpected text")
    found = re.findall(r"^[ \t]*scores[ \t]*=((?:[ \t]+-?\d+)*)[ \t]*$", question, re.M)
    if len(found) != 1:
        raise ValueError("line with the scores not found exactly once")
    scores = [int(x) for x in found[0].split()]
    return [max(scores[: day + 1]) for day in range(len(scores))]
