def verify(data: dict, answer: object) -> bool:
    n = data["n"]
    if not isinstance(answer, list) or not 2 <= len(answer) <= n:
        return False
    for island in answer:
        if type(island) is not int or not 1 <= island <= n:
            return False
    if answer[0] != 1 or answer[-1] != n:
        return False

    neighbours: dict[int, set[int]] = {island: set() for island in range(1, n + 1)}
    for u, v in data["lines"]:
        neighbours[u].add(v)
        neighbours[v].add(u)
    for here, there in zip(answer, answer[1:]):
        if there not in neighbours[here]:
            return False

    rides = {1: 0}
    layer = [1]
    while layer and n not in rides:
        following = []
        for island in layer:
            for other in sorted(neighbours[island]):
                if other not in rides:
                    rides[other] = rides[island] + 1
                    following.append(other)
        layer = following
    return n in rides and len(answer) - 1 == rides[n]
