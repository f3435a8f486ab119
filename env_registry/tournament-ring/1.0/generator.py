import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    style = rng.choice(["short", "ring", "long", "mixed", "alike"])
    if style == "short":
        a = [rng.randint(1, 6) for _ in range(n)]
    elif style == "ring":
        a = [rng.randint(max(1, n - 5), n + 5) for _ in range(n)]
    elif style == "long":
        a = [rng.randint(n, 200) for _ in range(n)]
    elif style == "mixed":
        a = [rng.choice([rng.randint(1, 4), rng.randint(1, n), rng.randint(1, 99)]) for _ in range(n)]
    else:
        usual = rng.randint(2, 30)
        a = [usual if rng.random() < 0.7 else rng.randint(1, 30) for _ in range(n)]
    return {"k": rng.randint(1, 3 * n), "a": a}


def to_stdin(data: dict) -> str:
    a = data["a"]
    return f"{len(a)} {data['k']}\n{' '.join(map(str, a))}\n"
