import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    rows, columns = scale["r"], scale["c"]
    cells = rows * columns
    land = [[False] * columns for _ in range(rows)]
    if rng.random() < 0.5:
        density = rng.uniform(0.42, 0.66)
        for y in range(rows):
            for x in range(columns):
                land[y][x] = rng.random() < density
    else:
        # Walks of random length; each of them leaves a connected trail, and trails may meet.
        for _ in range(rng.randint(2, 2 + cells // 20)):
            y, x = rng.randrange(rows), rng.randrange(columns)
            for _ in range(rng.randint(3, max(8, cells // 4))):
                land[y][x] = True
                dy, dx = rng.choice([(-1, 0), (1, 0), (0, -1), (0, 1)])
                y = min(max(y + dy, 0), rows - 1)
                x = min(max(x + dx, 0), columns - 1)
        # A little drizzle makes small islets and corner contacts.
        for _ in range(cells // 12):
            land[rng.randrange(rows)][rng.randrange(columns)] = True
    land[rng.randrange(rows)][rng.randrange(columns)] = True
    return {"grid": ["".join("#" if cell else "." for cell in row) for row in land]}


def to_stdin(data: dict) -> str:
    grid = data["grid"]
    lines = [f"{len(grid)} {len(grid[0])}", *grid]
    return "\n".join(lines) + "\n"
