import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    top = rng.choice([99, 250, 999])
    shape = rng.random()
    if shape < 0.35:
        h = [rng.randint(0, top) for _ in range(n)]
    elif shape < 0.6:
        noise = max(3, top // 4)
        h = [(top - noise) * (n - 1 - i) // (n - 1) + rng.randint(0, noise) for i in range(n)]
    elif shape < 0.75:
        h = sorted(rng.sample(range(top + 1), n), reverse=True)
        if rng.random() < 0.5:
            i = rng.randrange(n - 1)
            h[i], h[i + 1] = h[i + 1], h[i]
    else:
        h = [rng.randint(top // 4, top * 3 // 4) for _ in range(n)]
        peak, valley = sorted(rng.sample(range(n), 2))
        h[peak] = rng.randint(top * 3 // 4 + 1, top)
        h[valley] = rng.randint(0, top // 4)
    return {"h": h}


def to_stdin(data: dict) -> str:
    h = data["h"]
    return f"{len(h)}\n{' '.join(map(str, h))}\n"
