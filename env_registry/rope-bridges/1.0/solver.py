import re
from itertools import combinations


def _one(pattern, text):
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise ValueError("text not as expected: " + pattern)
    return found[0]


def _parse(question):
    match = _one(r"^There (?:are|is) (\d+) trees?, numbered from 1\b", question)
    count = int(match)
    inside = _one(r"^d = \[(\d+(?:, *\d+)*)\][ \t]*$", question)
    d = [int(x) for x in inside.split(",")]
    if count < 1 or len(d) != count:
        raise ValueError("wrong number of trees")
    return d


def _plan(free):
    """free: tuple of (hooks, tree) not yet used; the bridges, or None."""
    if not free:
        return []
    free = sorted(free, key=lambda x: (-x[0], x[1]))
    hooks, tree = free[0]
    rest = free[1:]
    open_places = [i for i, (k, t) in enumerate(rest) if k > 0]
    if hooks > len(open_places):
        return None
    for places in combinations(open_places, hooks):
        taken = set(places)
        left = [(k - 1, t) if i in taken else (k, t)
                for i, (k, t) in enumerate(rest)]
        more = _plan(left)
        if more is not None:
            return [[tree, rest[i][1]] for i in places] + more
    return None


def _fits(d, answer):
    if not isinstance(answer, (list, tuple)):
        return False
    used = [0] * len(d)
    seen = set()
    for bridge in answer:
        if not isinstance(bridge, (list, tuple)) or len(bridge) != 2:
            return False
        u, v = bridge
        if type(u) is not int or type(v) is not int:
            return False
        if not (1 <= u <= len(d) and 1 <= v <= len(d)) or u == v:
            return False
        key = (min(u, v), max(u, v))
        if key in seen:
            return False
        seen.add(key)
        used[u - 1] += 1
        used[v - 1] += 1
    return used == d


def solve(question: str) -> object:
    d = _parse(question)
    if sum(d) % 2:
        raise ValueError("no plan fits")
    plan = _plan([(k, i) for i, k in enumerate(d, 1)])
    if plan is None or not _fits(d, plan):
        raise ValueError("no plan fits")
    return plan


def check(question: str, answer: object) -> bool:
    try:
        return _fits(_parse(question), answer)
    except Exception:
        return False
