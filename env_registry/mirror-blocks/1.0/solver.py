import re


def solve(question: str) -> object:
    if "Reverse every piece on its own, the last one too" not in question:
        raise ValueError("unexpected text")
    found = re.findall(r"^[ \t]*k[ \t]*=[ \t]*(\d+)[ \t]*,[ \t]*text[ \t]*=[ \t]*([A-Za-z]*)[ \t]*$", question, re.M)
    if len(found) != 1:
        raise ValueError("line with k and text not found exactly once")
    k = int(found[0][0])
    text = found[0][1]
    if k < 1:
        raise ValueError("k must be at least 1")
    pieces = []
    rest = text
    while rest:
        pieces.append(rest[:k])
        rest = rest[k:]
    return "".join("".join(reversed(piece)) for piece in pieces)
