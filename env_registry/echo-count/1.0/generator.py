import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    repeat = rng.choice([0.25, 0.4, 0.5, 0.65, 0.8])
    s = rng.choice("abcd")
    while len(s) < n:
        if rng.random() < repeat:
            s += s[-1]
        else:
            s += rng.choice([letter for letter in "abcd" if letter != s[-1]])
    return {"s": s}


def to_stdin(data: dict) -> str:
    return data["s"] + "\n"
