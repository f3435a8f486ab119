import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    a = [rng.randint(0, 9) for _ in range(n)]
    k = rng.randint(0, 2 * n)
    return {"a": a, "k": k}


def to_stdin(data: dict) -> str:
    a = data["a"]
    return f"{len(a)} {data['k']}\n{' '.join(map(str, a))}\n"
