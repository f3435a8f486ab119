import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    r = scale["r"]
    c = scale["c"]
    count = rng.randint(4, 7)
    letters = rng.sample("abcdefgh", count)
    copy_chance = rng.uniform(0.06, 0.22)
    grid = [[""] * c for _ in range(r)]
    for i in range(r):
        for j in range(c):
            near = []
            if i > 0:
                near.append(grid[i - 1][j])
            if j > 0:
                near.append(grid[i][j - 1])
            if near and rng.random() < copy_chance:
                grid[i][j] = rng.choice(near)
            else:
                grid[i][j] = rng.choice([x for x in letters if x not in near])

    # sandwiches: a horizontal or vertical pair that breaks, with equal letters above and below
    for _ in range(rng.randint(1, max(1, (r * c) // 20))):
        first, second = rng.sample(letters, 2)
        if r >= 4 and rng.random() < 0.5:
            i = rng.randrange(0, r - 3)
            j = rng.randrange(c)
            grid[i][j] = first
            grid[i + 1][j] = second
            grid[i + 2][j] = second
            grid[i + 3][j] = first
        else:
            i = rng.randrange(1, r - 1)
            j = rng.randrange(0, c - 1)
            grid[i][j] = second
            grid[i][j + 1] = second
            side = rng.choice([j, j + 1])
            grid[i - 1][side] = first
            grid[i + 1][side] = first
    return {"wall": ["".join(row) for row in grid]}


def to_stdin(data: dict) -> str:
    wall = data["wall"]
    return f"{len(wall)} {len(wall[0])}\n" + "\n".join(wall) + "\n"
