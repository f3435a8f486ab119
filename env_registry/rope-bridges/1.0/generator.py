import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    joined = [[False] * n for _ in range(n)]

    def put(u: int, v: int, value: bool) -> None:
        joined[u][v] = value
        joined[v][u] = value

    shape = rng.choice(["random", "threshold", "threshold", "hubs"])
    if shape == "random":
        chance = rng.uniform(0.25, 0.7)
        for u in range(n):
            for v in range(u):
                if rng.random() < chance:
                    put(u, v, True)
    elif shape == "threshold":
        chance = rng.uniform(0.3, 0.65)
        for u in range(1, n):
            if rng.random() < chance:
                for v in range(u):
                    put(u, v, True)
        for _ in range(rng.randint(0, max(1, n // 3))):
            u, v = rng.sample(range(n), 2)
            put(u, v, not joined[u][v])
    else:
        hubs = rng.randint(1, max(1, n // 4))
        strong = rng.uniform(0.6, 0.95)
        weak = rng.uniform(0.1, 0.35)
        for u in range(n):
            for v in range(u):
                chance = strong if v < hubs else weak
                if rng.random() < chance:
                    put(u, v, True)
    for u in range(n):
        if not any(joined[u]):
            v = rng.randrange(n - 1)
            if v >= u:
                v += 1
            put(u, v, True)
    d = [sum(1 for v in range(n) if joined[u][v]) for u in range(n)]
    rng.shuffle(d)
    return {"d": d}


def to_stdin(data: dict) -> str:
    d = data["d"]
    return f"{len(d)}\n" + " ".join(str(x) for x in d) + "\n"
