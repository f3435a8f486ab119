import re


def _one(pattern, text):
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise ValueError("text not as expected: " + pattern)
    return found[0]


def _parse(question):
    count = int(_one(r"\btakes (\d+) cards?\b", question))
    inside = _one(r"^a = \[(-?\d+(?:, *-?\d+)*)\][ \t]*$", question)
    a = [int(x) for x in inside.split(",")]
    if count < 1 or len(a) != count:
        raise ValueError("wrong number of cards")
    if len(set(a)) != len(a):
        raise ValueError("two cards have the same number")
    return a


def solve(question: str) -> object:
    a = _parse(question)
    states = {(None, None)}  # None: the pile is empty
    for card in a:
        following = set()
        for rising, falling in states:
            if rising is None or card > rising:
                following.add((card, falling))
            if falling is None or card < falling:
                following.add((rising, card))
        states = following
    return bool(states)
