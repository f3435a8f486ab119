import re


def solve(question: str) -> object:
    if "Delete the letter x, given below, from the word wherever it appears" not in question:
        raise ValueError("unexpected text")
    found = re.findall(
        r"^[ \t]*x[ \t]*=[ \t]*([A-Za-z])[ \t]*,[ \t]*word[ \t]*=[ \t]*([A-Za-z]*)[ \t]*$", question, re.M
    )
    if len(found) != 1:
        raise ValueError("line with x and word not found exactly once")
    x, word = found[0]
    return "".join(letter for letter in word if letter != x)
