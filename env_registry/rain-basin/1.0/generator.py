import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    r = scale["r"]
    c = scale["c"]
    shape = rng.choice(["random", "lakes", "lakes", "ridges"])
    if shape == "random":
        top = rng.randint(12, 40)
        a = [[rng.randint(1, top) for _ in range(c)] for _ in range(r)]
    elif shape == "lakes":
        chance = rng.uniform(0.4, 0.65)
        a = []
        for _ in range(r):
            row = []
            for _ in range(c):
                if rng.random() < chance:
                    row.append(rng.randint(12, 30))
                else:
                    row.append(rng.randint(1, 11))
            a.append(row)
    else:
        a = [[rng.randint(1, 14) for _ in range(c)] for _ in range(r)]
        for i in range(1, r):
            if i % 2 == 1 and rng.random() < 0.5:
                for j in range(c):
                    a[i][j] = rng.randint(18, 35)
                a[i][rng.randrange(c)] = rng.randint(6, 17)
        for j in range(1, c):
            if j % 2 == 1 and rng.random() < 0.5:
                for i in range(r):
                    a[i][j] = rng.randint(18, 35)
                a[rng.randrange(r)][j] = rng.randint(6, 17)
    a[0][0] = rng.randint(1, 9)

    # one plot that is not the drain becomes lower than all its neighbours
    place = rng.randrange(1, r * c)
    i, j = divmod(place, c)
    a[i][j] = rng.randint(1, 10)
    for x, y in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
        if 0 <= x < r and 0 <= y < c and a[x][y] <= a[i][j]:
            a[x][y] = a[i][j] + rng.randint(1, 9)
    return {"a": a}


def to_stdin(data: dict) -> str:
    a = data["a"]
    lines = [f"{len(a)} {len(a[0])}"]
    for row in a:
        lines.append(" ".join(str(x) for x in row))
    return "\n".join(lines) + "\n"
