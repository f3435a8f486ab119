import random


def generate(scale: dict[str, int], rng: random.Random) -> dict:
    n = scale["n"]
    k = rng.randint(1, (n - 2) // 2)

    # The number of islands with an odd number of bridges is even; at most 2k of them means yes.
    if rng.random() < 0.5:
        counts = list(range(0, 2 * k + 1, 2))[::-1]
    else:
        counts = list(range(2 * k + 2, n + 1, 2))
    odd_count = rng.choice(counts[:2]) if rng.random() < 0.6 else rng.choice(counts)

    islands = list(range(1, n + 1))
    rng.shuffle(islands)
    odd = set(islands[:odd_count])

    order = list(range(1, n + 1))
    rng.shuffle(order)
    stretch = rng.choice([2, 4, n])
    bridges = [(order[i], order[rng.randrange(max(0, i - stretch), i)]) for i in range(1, n)]
    for _ in range(rng.randint(n // 6, n // 2)):
        if rng.random() < 0.5:
            bridges.append(rng.choice(bridges))
        else:
            u, v = rng.sample(order, 2)
            bridges.append((u, v))

    degree = [0] * (n + 1)
    for u, v in bridges:
        degree[u] += 1
        degree[v] += 1
    mismatched = [island for island in order if (degree[island] % 2 == 1) != (island in odd)]
    rng.shuffle(mismatched)
    bridges += list(zip(mismatched[::2], mismatched[1::2]))

    listed = [[u, v] if rng.random() < 0.5 else [v, u] for u, v in bridges]
    rng.shuffle(listed)
    return {"n": n, "k": k, "bridges": listed}


def to_stdin(data: dict) -> str:
    bridges = data["bridges"]
    lines = [f"{data['n']} {len(bridges)} {data['k']}", *(f"{u} {v}" for u, v in bridges)]
    return "\n".join(lines) + "\n"
