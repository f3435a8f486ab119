import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    longest = rng.choice([2, 3, 4, 4, 5])
    shape = rng.choice(["even", "even", "ones", "wide"])
    d = []
    for _ in range(n):
        if shape == "ones" and rng.random() < 0.4:
            d.append(1)
        elif shape == "wide" and rng.random() < 0.4:
            d.append(longest)
        else:
            d.append(rng.randint(1, longest))
    d[rng.randrange(min(2, n))] = rng.randint(2, longest)

    top = rng.choice([9, 15, 30, 60])
    sparse = rng.random() < 0.3
    c = []
    for _ in range(n):
        if sparse and rng.random() < 0.4:
            c.append(0)
        else:
            c.append(rng.randint(0, top))
    # leaves that the beetle may or may not meet hold dew
    c[rng.randrange(1, n)] = rng.randint(1, top)
    c[n - 1] = rng.randint(1, top)
    return {"d": d, "c": c}


def to_stdin(data: dict) -> str:
    d = data["d"]
    c = data["c"]
    return (
        f"{len(d)}\n"
        + " ".join(str(x) for x in d)
        + "\n"
        + " ".join(str(x) for x in c)
        + "\n"
    )
