import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    order = list(range(1, n + 1))
    rng.shuffle(order)

    reach = rng.choice([2, 3, max(3, n // 3), n - 1])
    near = [(x, y) for x in range(n) for y in range(x + 1, min(n, x + reach + 1))]
    chosen = rng.sample(near, min(len(near), rng.randint(n, 2 * n)))
    comparisons = [[order[x], order[y]] for x, y in chosen]

    # The row 1, 2, ..., n should not happen to fit: turn all numbers round if it does.
    if all(u < v for u, v in comparisons):
        comparisons = [[n + 1 - u, n + 1 - v] for u, v in comparisons]
    return {"n": n, "comparisons": comparisons}


def to_stdin(data: dict) -> str:
    comparisons = data["comparisons"]
    lines = [f"{data['n']} {len(comparisons)}", *(f"{u} {v}" for u, v in comparisons)]
    return "\n".join(lines) + "\n"
