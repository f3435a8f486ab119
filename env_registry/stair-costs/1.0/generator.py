import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    top = rng.choice([20, 50, 99])
    return {"c": [rng.randint(1, top) for _ in range(scale["n"])]}


def to_stdin(data: dict) -> str:
    costs = data["c"]
    return f"{len(costs)}\n{' '.join(map(str, costs))}\n"
