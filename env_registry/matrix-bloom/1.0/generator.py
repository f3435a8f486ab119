import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    rows, columns = scale["r"], scale["c"]
    kind = rng.choice(["dense", "dense", "sparse", "low", "striped"])
    if kind == "dense":
        a = [[rng.randint(0, 9) for _ in range(columns)] for _ in range(rows)]
    elif kind == "sparse":
        a = [[rng.randint(1, 9) if rng.random() < 0.4 else 0 for _ in range(columns)] for _ in range(rows)]
    elif kind == "low":
        a = [[rng.randint(0, 3) for _ in range(columns)] for _ in range(rows)]
    else:
        a = [[rng.randint(0, 4) for _ in range(columns)] for _ in range(rows)]
        if rng.random() < 0.5:
            a[rng.randrange(rows)] = [rng.randint(6, 9) for _ in range(columns)]
        else:
            column = rng.randrange(columns)
            for row in a:
                row[column] = rng.randint(6, 9)
    a[rng.randrange(rows)][rng.randrange(columns)] = rng.randint(1, 9)
    return {"a": a}


def to_stdin(data: dict) -> str:
    a = data["a"]
    lines = [f"{len(a)} {len(a[0])}"]
    lines += [" ".join(map(str, row)) for row in a]
    return "\n".join(lines) + "\n"
