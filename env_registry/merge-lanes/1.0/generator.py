import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    m = max(1, n + rng.randint(-1, 1))
    top = rng.choice([9, 9, 9, 9, 9, 19])
    a = sorted(rng.randint(0, top) for _ in range(n))
    b = sorted(rng.randint(0, top) for _ in range(m))
    return {"a": a, "b": b}


def to_stdin(data: dict) -> str:
    a, b = data["a"], data["b"]
    return f"{len(a)} {len(b)}\n{' '.join(map(str, a))}\n{' '.join(map(str, b))}\n"
