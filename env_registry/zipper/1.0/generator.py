import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    m = n
    if rng.random() < 0.65:
        m = max(1, n + rng.choice([-2, -1, 1, 2]))
    s = "".join(rng.choice("abcde") for _ in range(n))
    t = "".join(rng.choice("abcde") for _ in range(m))
    return {"s": s, "t": t}


def to_stdin(data: dict) -> str:
    return f"{data['s']}\n{data['t']}\n"
