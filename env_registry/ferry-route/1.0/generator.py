import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    least = 2 if n < 10 else 3
    rides = rng.randint(least, n // 3 + 2)
    middle = list(range(2, n))
    rng.shuffle(middle)

    # layers[d] holds the islands that are d rides away from island 1; one layer beyond island n is allowed.
    layers: list[list[int]] = [[1]] + [[middle.pop()] for _ in range(rides - 1)] + [[n], []]
    while middle:
        island = middle.pop()
        last = rides if len(layers[rides]) == 1 and rng.random() < 0.5 else rides + 1
        layers[rng.randint(1, last)].append(island)

    lines: set[tuple[int, int]] = set()
    for nearer, farther in zip(layers, layers[1:]):
        for island in farther:
            lines.add(_pair(rng.choice(nearer), island))

    spare: list[tuple[int, int]] = []
    for index, layer in enumerate(layers):
        following = layers[index + 1] if index + 1 < len(layers) else []
        for place, island in enumerate(layer):
            for other in layer[place + 1 :] + following:
                if _pair(island, other) not in lines:
                    spare.append(_pair(island, other))
    wanted = rng.randint(n // 4, n)
    lines.update(rng.sample(spare, min(wanted, len(spare))))

    listed = [[u, v] if rng.random() < 0.5 else [v, u] for u, v in sorted(lines)]
    rng.shuffle(listed)
    return {"n": n, "lines": listed}


def _pair(u: int, v: int) -> tuple[int, int]:
    return (u, v) if u < v else (v, u)


def to_stdin(data: dict) -> str:
    lines = data["lines"]
    rows = [f"{data['n']} {len(lines)}", *(f"{u} {v}" for u, v in lines)]
    return "\n".join(rows) + "\n"
