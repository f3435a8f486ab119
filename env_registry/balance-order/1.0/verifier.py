def verify(data: dict, answer: object) -> bool:
    n = data["n"]
    if not isinstance(answer, list) or len(answer) != n:
        return False
    position: dict[int, int] = {}
    for place, stone in enumerate(answer):
        if type(stone) is not int or not 1 <= stone <= n or stone in position:
            return False
        position[stone] = place
    return all(position[u] < position[v] for u, v in data["comparisons"])
