import re


def _one(pattern, text):
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise ValueError("text not as expected: " + pattern)
    return found[0]


def _parse(question):
    c = int(_one(r"numbered from 1 to c, where c = (\d+)\.", question))
    days = int(_one(r"^He stays for (\d+) days?\.", question))
    w = int(_one(r"costs w coins?, where w = (\d+)\.", question))
    lines = re.findall(r"^Day (\d+): *(-?\d+(?:[ \t]+-?\d+)*)[ \t]*$", question, re.M)
    if c < 1 or days < 1 or len(lines) != days:
        raise ValueError("wrong number of days")
    if len(re.findall(r"^Day ", question, re.M)) != days:
        raise ValueError("a day line not as expected")
    a = []
    for place, (number, numbers) in enumerate(lines, 1):
        row = [int(x) for x in numbers.split()]
        if int(number) != place or len(row) != c:
            raise ValueError("bad day line")
        a.append(row)
    return c, w, a


def solve(question: str) -> object:
    c, w, a = _parse(question)

    def steps(i, j):
        return min(abs(i - j), c - abs(i - j))

    best = list(a[0])
    for row in a[1:]:
        best = [row[j] + max(best[i] - w * steps(i, j) for i in range(c))
                for j in range(c)]
    return max(best)
