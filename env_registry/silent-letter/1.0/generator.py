import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    x = rng.choice("abcde")
    others = [letter for letter in "abcde" if letter != x]
    if rng.random() < 0.2:
        others = rng.sample(others, 3)

    count = rng.randint(1, (n + 1) // 2)
    if rng.random() < 0.3:
        start = rng.randint(0, n - count)
        places = set(range(start, start + count))
    else:
        places = set(rng.sample(range(n), count))
    s = "".join(x if place in places else rng.choice(others) for place in range(n))
    return {"s": s, "x": x}


def to_stdin(data: dict) -> str:
    return f"{data['s']}\n{data['x']}\n"
