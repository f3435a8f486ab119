import re


def solve(question: str) -> object:
    if "Sort the digits of the row below from the smallest to the largest" not in question:
        raise ValueError("unexpected text")
    found = re.findall(r"^[ \t]*row[ \t]*=[ \t]*([0-9]*)[ \t]*$", question, re.M)
    if len(found) != 1:
        raise ValueError("line with the row not found exactly once")
    row = found[0]
    result = ""
    for digit in "0123456789":
        for c in row:
            if c == digit:
                result += c
    return result
