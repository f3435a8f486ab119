import re
from fractions import Fraction


def _one(pattern, text):
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise ValueError("text not as expected: " + pattern)
    return found[0]


def _parse(question):
    n = int(_one(r"numbered from 1 to n, where n = (\d+)\.", question))
    d = [int(x) for x in
         _one(r"^d = \[(\d+(?:, *\d+)*)\][ \t]*$", question).split(",")]
    c = [int(x) for x in
         _one(r"^c = \[(-?\d+(?:, *-?\d+)*)\][ \t]*$", question).split(",")]
    if n < 1 or len(d) != n or len(c) != n:
        raise ValueError("wrong number of leaves")
    if min(d) < 1:
        raise ValueError("a longest hop below 1")
    return n, d, c


def solve(question: str) -> object:
    n, d, c = _parse(question)
    expected = [Fraction(0)] * n
    for i in range(n - 1, -1, -1):
        total = Fraction(0)
        for j in range(i + 1, i + d[i] + 1):
            if j >= n:
                break  # this hop and all longer ones end in the grass
            total += expected[j]
        expected[i] = c[i] + total / d[i]
    return float(expected[0])
