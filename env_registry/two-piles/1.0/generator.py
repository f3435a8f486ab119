import random


def _possible(a: list) -> bool:
    states = {(0, 10**9)}
    for x in a:
        following = set()
        for rise, fall in states:
            if x > rise:
                following.add((x, fall))
            if x < fall:
                following.add((rise, x))
        states = following
        if not states:
            return False
    return True


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    want_yes = rng.random() < 0.5

    values = rng.sample(range(1, 100), n)
    if rng.random() < 0.15:
        rising_count = rng.randint(1, n - 1)
    else:
        rising_count = rng.randint(2, n - 2)
    rising = sorted(values[:rising_count])
    falling = sorted(values[rising_count:], reverse=True)
    marks = [True] * len(rising) + [False] * len(falling)
    rng.shuffle(marks)
    a = []
    i = 0
    j = 0
    for mark in marks:
        if mark:
            a.append(rising[i])
            i += 1
        else:
            a.append(falling[j])
            j += 1

    if not want_yes:
        spoilt = False
        for _ in range(12):
            x, y = rng.sample(range(n), 2)
            b = list(a)
            b[x], b[y] = b[y], b[x]
            if not _possible(b):
                a = b
                spoilt = True
                break
        if not spoilt:
            places = sorted(rng.sample(range(n), 4))
            chosen = sorted(a[p] for p in places)
            order = rng.choice([(1, 0, 3, 2), (2, 3, 0, 1)])
            for p, k in zip(places, order):
                a[p] = chosen[k]
    return {"a": a}


def to_stdin(data: dict) -> str:
    a = data["a"]
    return f"{len(a)}\n" + " ".join(str(x) for x in a) + "\n"
