import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    shape = rng.choice(["short", "long", "mixed", "mixed", "clusters"])
    span = rng.randint(2 * n + 6, 4 * n + 10)
    centres = [rng.randint(1, span - 1) for _ in range(max(2, n // 3))]
    pots = []
    for _ in range(n):
        if shape == "short":
            length = rng.randint(1, 4)
        elif shape == "long":
            length = rng.randint(2, max(4, span // 3))
        elif shape == "clusters":
            length = rng.randint(1, 6)
        else:
            if rng.random() < 0.6:
                length = rng.randint(1, 5)
            else:
                length = rng.randint(4, max(5, span // 3))
        if pots and rng.random() < 0.35:
            earlier = rng.choice(pots)
            tie = rng.randrange(3)
            if tie == 0:
                low = earlier[1]
            elif tie == 1:
                low = earlier[1] - 1
            else:
                low = max(1, earlier[1] - length)
        elif shape == "clusters":
            low = max(1, rng.choice(centres) - rng.randint(0, length))
        else:
            low = rng.randint(1, max(1, span - length))
        pots.append([low, low + length])
    rng.shuffle(pots)
    return {"pots": pots}


def to_stdin(data: dict) -> str:
    pots = data["pots"]
    lines = [str(len(pots))]
    for low, high in pots:
        lines.append(f"{low} {high}")
    return "\n".join(lines) + "\n"
