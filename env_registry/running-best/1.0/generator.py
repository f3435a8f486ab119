import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    top = rng.choice([9, 9, 9, 30])
    shape = rng.random()
    if shape < 0.35:
        a = [rng.randint(0, top) for _ in range(n)]
    elif shape < 0.8:
        low = top // 3
        a = [rng.randint(0, low + (top - low) * day // (n - 1)) for day in range(n)]
    else:
        a = [rng.randint(0, top // 2) for _ in range(n)]
        a[rng.randrange(n)] = rng.randint(top // 2 + 1, top)
    return {"a": a}


def to_stdin(data: dict) -> str:
    a = data["a"]
    return f"{len(a)}\n{' '.join(map(str, a))}\n"
