import re


def _read(question: str) -> tuple[int, int, int, dict[int, set[int]]]:
    """The number of islands, the first and the last island of the route, and the islands one ride away from each."""
    head = re.search(r"There are (\d+) islands with the numbers 1 to (\d+)\.", question)
    block = re.search(
        r"one trip along one line is one ride\.[ \t]*\n(.*?)\n\s*A postman on island (\d+) has to carry a parcel to island (\d+)\.",
        question,
        re.S,
    )
    if not head or not block:
        raise ValueError("unexpected text")
    n = int(head.group(1))
    start, goal = int(block.group(2)), int(block.group(3))
    if int(head.group(2)) != n or not (1 <= start <= n and 1 <= goal <= n):
        raise ValueError("numbers of islands disagree")
    near = {i: set() for i in range(1, n + 1)}
    for line in block.group(1).splitlines():
        line = line.strip()
        if not line:
            continue
        m = re.fullmatch(r"(\d+) - (\d+)", line)
        if not m:
            raise ValueError("unexpected line: " + line)
        u, v = int(m.group(1)), int(m.group(2))
        if not (1 <= u <= n and 1 <= v <= n):
            raise ValueError("bad line: " + line)
        near[u].add(v)
        near[v].add(u)
    return n, start, goal, near


def solve(question: str) -> object:
    n, start, goal, near = _read(question)
    routes = [[start]]
    seen = {start}
    while routes:
        for route in routes:
            if route[-1] == goal:
                return route
        longer = []
        for route in routes:
            for v in sorted(near[route[-1]]):
                if v not in seen:
                    seen.add(v)
                    longer.append(route + [v])
        routes = longer
    raise ValueError("the goal cannot be reached")


def check(question: str, answer: object) -> bool:
    n, start, goal, near = _read(question)
    if not isinstance(answer, list) or any(type(island) is not int for island in answer):
        return False
    if not 2 <= len(answer) <= n or any(not 1 <= island <= n for island in answer):
        return False
    if answer[0] != start or answer[-1] != goal:
        return False
    if any(there not in near[here] for here, there in zip(answer, answer[1:])):
        return False
    # Everything within reach of one ride fewer than the answer takes: the goal must not be among it.
    reached = {start}
    for _ in range(len(answer) - 2):
        reached |= {v for u in reached for v in near[u]}
    return goal not in reached
