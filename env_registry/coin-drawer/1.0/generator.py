import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    values = rng.sample(range(3, 3 * n + 6), n)
    rng.shuffle(values)
    amount = rng.randint(max(values), 3 * max(values))
    return {"t": amount, "v": values}


def to_stdin(data: dict) -> str:
    values = data["v"]
    return f"{len(values)} {data['t']}\n{' '.join(map(str, values))}\n"
