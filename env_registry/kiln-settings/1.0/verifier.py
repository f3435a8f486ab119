def _smallest(pots: list) -> int:
    chosen = set()
    for low, high in sorted(pots, key=lambda p: (p[1], -p[0])):
        have = sum(1 for s in chosen if low <= s <= high)
        s = high
        while have < 2 and s >= low:
            if s not in chosen:
                chosen.add(s)
                have += 1
            s -= 1
    return len(chosen)


def verify(data: dict, answer: object) -> bool:
    pots = data["pots"]
    if type(answer) is not list:
        return False
    if len(answer) > 2 * len(pots):
        return False
    for s in answer:
        if type(s) is not int:
            return False
        if s < 1 or s > 1000:
            return False
    if len(set(answer)) != len(answer):
        return False
    for low, high in pots:
        if sum(1 for s in answer if low <= s <= high) < 2:
            return False
    return len(answer) == _smallest(pots)
