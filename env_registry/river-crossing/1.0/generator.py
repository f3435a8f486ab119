import random
import string


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    letters = rng.sample(string.ascii_lowercase, rng.choice([4, 6, 10, 26]))
    style = rng.choice(["random", "random", "rising", "falling", "runs"])
    s = [rng.choice(letters) for _ in range(n)]
    if style in ("rising", "falling"):
        s.sort(reverse=style == "falling")
        for _ in range(1 + n // 6):
            s[rng.randrange(n)] = rng.choice(letters)
    elif style == "runs":
        start = 0
        while start < n:
            end = min(n, start + rng.randint(2, 6))
            s[start:end] = sorted(s[start:end], reverse=rng.random() < 0.4)
            start = end
    k = rng.randint(max(1, n // 6), min(n - 3, 2 * n // 3))
    return {"k": k, "s": "".join(s)}


def to_stdin(data: dict) -> str:
    return f"{len(data['s'])} {data['k']}\n{data['s']}\n"
