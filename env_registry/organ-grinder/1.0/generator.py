import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    r = scale["r"]
    c = scale["c"]
    top = rng.choice([15, 20, 30, 50])
    shape = rng.choice(["random", "wander", "jumps"])
    a = [[rng.randint(0, top) for _ in range(c)] for _ in range(r)]
    if shape == "wander":
        place = rng.randrange(c)
        for i in range(r):
            a[i] = [rng.randint(0, (2 * top) // 3) for _ in range(c)]
            a[i][place] = rng.randint(top // 2, top)
            rival = rng.randrange(c)
            a[i][rival] = rng.randint(top // 2, top)
            place = (place + rng.choice([-2, -1, -1, 0, 1, 1, 2])) % c
    elif shape == "jumps":
        for i in range(r):
            a[i] = [rng.randint(0, top // 2) for _ in range(c)]
            for _ in range(rng.randint(1, 2)):
                a[i][rng.randrange(c)] = rng.randint(top // 2, top)
    w = rng.randint(1, max(2, top // 3))
    return {"w": w, "a": a}


def to_stdin(data: dict) -> str:
    a = data["a"]
    lines = [f"{len(a)} {len(a[0])} {data['w']}"]
    for row in a:
        lines.append(" ".join(str(x) for x in row))
    return "\n".join(lines) + "\n"
