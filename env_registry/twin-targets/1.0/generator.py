import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    high = min(999, 20 + n * rng.choice([5, 12, 25]))
    low = -rng.choice([high // 8, high // 3, high])
    a = [rng.randint(low, high) for _ in range(n)]

    i, j = sorted(rng.sample(range(n), 2))
    if rng.random() < 0.15:
        a[j] = a[i]
    t = a[i] + a[j]

    others = [place for place in range(n) if place not in (i, j)]
    if t % 2 == 0 and rng.random() < 0.6:
        a[others.pop(rng.randrange(len(others)))] = t // 2
    if rng.random() < 0.5:
        # A near miss: together with target i it scores one point too many or too few.
        a[rng.choice(others)] = a[j] + rng.choice([-1, 1])
    return {"t": t, "a": a}


def to_stdin(data: dict) -> str:
    a = data["a"]
    return f"{len(a)} {data['t']}\n{' '.join(map(str, a))}\n"
