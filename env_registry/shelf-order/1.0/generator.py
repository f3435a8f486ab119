import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    shape = rng.random()
    if shape < 0.55:
        pool = "0123456789"
    elif shape < 0.75:
        pool = "".join(rng.sample("0123456789", rng.randint(4, 6)))
    else:
        pool = "00123456789" + rng.choice(["0", "9", "09"])
    return {"s": "".join(rng.choice(pool) for _ in range(n))}


def to_stdin(data: dict) -> str:
    return data["s"] + "\n"
