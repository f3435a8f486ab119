import re


def _read(question: str) -> tuple[int, list[tuple[int, int]]]:
    """The number of stones, and the weighings as pairs (lighter, heavier)."""
    head = re.search(r"Someone owns (\d+) stones? with the numbers? 1(?: to (\d+))?", question)
    block = re.search(
        r'where "u < v" means that stone number u is lighter than stone number v:[ \t]*\n(.*?)\n\s*Arrange all (\d+) stones?',
        question,
        re.S,
    )
    if not head or not block:
        raise ValueError("unexpected text")
    n = int(head.group(1))
    if n < 1 or int(head.group(2) or 1) != n or int(block.group(2)) != n:
        raise ValueError("numbers of stones disagree")
    pairs = []
    for line in block.group(1).splitlines():
        line = line.strip()
        if not line:
            continue
        m = re.fullmatch(r"(\d+) < (\d+)", line)
        if not m:
            raise ValueError("unexpected line: " + line)
        u, v = int(m.group(1)), int(m.group(2))
        if not (1 <= u <= n and 1 <= v <= n) or u == v:
            raise ValueError("bad weighing: " + line)
        pairs.append((u, v))
    return n, pairs


def solve(question: str) -> object:
    n, pairs = _read(question)
    row = []
    missing = set(range(1, n + 1))
    while missing:
        free = [s for s in sorted(missing) if not any(v == s and u in missing for u, v in pairs)]
        if not free:
            raise ValueError("the weighings contradict each other")
        row.append(free[0])
        missing.remove(free[0])

    place = {s: i for i, s in enumerate(row)}
    if any(place[u] >= place[v] for u, v in pairs):
        raise ValueError("internal error")
    return row


def check(question: str, answer: object) -> bool:
    n, pairs = _read(question)
    if not isinstance(answer, list) or any(type(stone) is not int for stone in answer):
        return False
    if sorted(answer) != list(range(1, n + 1)):
        return False
    return all(answer.index(u) < answer.index(v) for u, v in pairs)
