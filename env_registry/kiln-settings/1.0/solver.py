import re

INF = float("inf")


def _one(pattern, text):
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise ValueError("text not as expected: " + pattern)
    return found[0]


def _parse(question):
    count = int(_one(r"^A potter has (\d+) pots? and a kiln\b", question))
    rows = re.findall(r"^Pot (\d+): \[(-?\d+), (-?\d+)\][ \t]*$", question, re.M)
    if count < 1 or len(rows) != count:
        raise ValueError("wrong number of pots")
    if len(re.findall(r"^Pot ", question, re.M)) != count:
        raise ValueError("a pot line not as expected")
    pots = []
    for place, (number, low, high) in enumerate(rows, 1):
        if int(number) != place or int(low) >= int(high):
            raise ValueError("bad pot line")
        pots.append((int(low), int(high)))
    return pots


def _is_good(pots, chosen):
    return all(sum(1 for s in chosen if l <= s <= h) >= 2 for l, h in pots)


def _smallest(pots):
    low = min(l for l, h in pots)
    high = max(h for l, h in pots)
    if high - low <= 120:
        settings = list(range(low, high + 1))
    else:
        settings = sorted({s for l, h in pots for s in (h - 1, h)})
    # After p, q the next chosen setting r is allowed unless some pot lies
    # strictly between p and r: that pot would hold q at most.
    limit = {p: min([h for l, h in pots if l > p], default=INF)
             for p in [-INF] + settings}
    layer = {(-INF, -INF): ()}
    seen = set(layer)
    while layer:
        for (p, q), chosen in layer.items():
            # the set may end here if no pot lies strictly to the right of p
            if limit[p] == INF:
                if not _is_good(pots, chosen):
                    raise ValueError("internal error")
                return list(chosen)
        following = {}
        for (p, q), chosen in layer.items():
            for r in settings:
                if r > q and r <= limit[p] and (q, r) not in seen:
                    seen.add((q, r))
                    following[(q, r)] = chosen + (r,)
        layer = following
    raise ValueError("no good set")


def solve(question: str) -> object:
    return _smallest(_parse(question))


def check(question: str, answer: object) -> bool:
    try:
        pots = _parse(question)
        if not isinstance(answer, (list, tuple)):
            return False
        if any(type(s) is not int for s in answer):
            return False
        if len(set(answer)) != len(answer):
            return False
        if not _is_good(pots, answer):
            return False
        return len(answer) == len(_smallest(pots))
    except Exception:
        return False
