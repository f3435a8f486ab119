import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    length = scale["length"]

    # Brackets without a partner: first the closing ones, then the opening ones; the rest forms pairs.
    most = min(length, 14)
    lonely = rng.randint(1, most)
    if (length - lonely) % 2:
        lonely += 1 if lonely < length else -1
    closing = rng.randint(0, lonely)
    skeleton = ")" * closing + "(" * (lonely - closing)

    pairs = (length - lonely) // 2
    sizes = [0] * (lonely + 1)
    for _ in range(pairs):
        sizes[rng.randrange(lonely + 1)] += 1
    pieces = [_balanced(size, rng) for size in sizes]
    s = pieces[0] + "".join(bracket + piece for bracket, piece in zip(skeleton, pieces[1:]))

    a, b = rng.randint(2, 40), rng.randint(2, 40)
    f = rng.choice(
        [
            rng.randint(1, 2 * min(a, b)),
            rng.randint(1, a + b),
            rng.randint(min(a, b), 2 * max(a, b)),
            rng.randint(1, 90),
        ]
    )
    return {"a": a, "b": b, "f": f, "s": s}


def _balanced(pairs: int, rng: random.Random) -> str:
    text = []
    unopened, open_now = pairs, 0
    while unopened or open_now:
        if unopened and (not open_now or rng.random() < 0.5):
            text.append("(")
            unopened, open_now = unopened - 1, open_now + 1
        else:
            text.append(")")
            open_now -= 1
    return "".join(text)


def to_stdin(data: dict) -> str:
    return f"{data['a']} {data['b']} {data['f']}\n{data['s']}\n"
