import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    mood = rng.choice(["any", "round", "bright", "dark", "certain"])
    if mood == "any":
        p = [rng.randint(0, 100) for _ in range(n)]
    elif mood == "round":
        p = [5 * rng.randint(1, 19) for _ in range(n)]
    elif mood == "bright":
        p = [rng.randint(60, 100) for _ in range(n)]
    elif mood == "dark":
        p = [rng.randint(0, 40) for _ in range(n)]
    else:
        p = [rng.choice([0, 100]) if rng.random() < 0.4 else rng.randint(1, 99) for _ in range(n)]
    for lamp in rng.sample(range(n), 2):
        p[lamp] = rng.randint(3, 97)
    return {"p": p}


def to_stdin(data: dict) -> str:
    p = data["p"]
    return f"{len(p)}\n{' '.join(str(x) for x in p)}\n"
