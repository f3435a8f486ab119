import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    letters = "abcde" if rng.random() < 0.8 else "abc"
    s = "".join(rng.choice(letters) for _ in range(n))
    longest = min(n, 4) if rng.random() < 0.9 else n
    k = rng.randint(2, longest)
    return {"s": s, "k": k}


def to_stdin(data: dict) -> str:
    return f"{data['s']}\n{data['k']}\n"
