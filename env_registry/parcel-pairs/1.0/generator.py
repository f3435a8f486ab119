import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    wanted = rng.random() < 0.5
    w = draw(n, rng)
    for _ in range(40):
        if 2 * max(w) < sum(w) and divisible(w) == wanted:
            break
        w = draw(n, rng)
    return {"w": w}


def draw(n: int, rng: random.Random) -> list[int]:
    """Weights with an even total."""
    top = 2 ** (n - 1)
    w = [rng.randint(1, top) for _ in range(n)]
    if rng.random() < 0.25:
        i, j = rng.sample(range(n), 2)
        w[i] = w[j]
    if sum(w) % 2:
        i = rng.randrange(n)
        w[i] += 1 if w[i] == 1 or (w[i] < top and rng.random() < 0.5) else -1
    return w


def divisible(w: list[int]) -> bool:
    """Whether some of the weights add up to half of the total."""
    sums = {0}
    for weight in w:
        sums |= {total + weight for total in sums}
    return sum(w) // 2 in sums


def to_stdin(data: dict) -> str:
    w = data["w"]
    return f"{len(w)}\n{' '.join(map(str, w))}\n"
