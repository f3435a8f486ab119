import sys


def main() -> None:
    n, _, *stones = map(int, sys.stdin.read().split())
    heavier: list[list[int]] = [[] for _ in range(n + 1)]
    waiting_for = [0] * (n + 1)
    for u, v in zip(stones[::2], stones[1::2], strict=True):
        heavier[u].append(v)
        waiting_for[v] += 1

    row = [stone for stone in range(1, n + 1) if waiting_for[stone] == 0]
    for stone in row:
        for following in heavier[stone]:
            waiting_for[following] -= 1
            if waiting_for[following] == 0:
                row.append(following)
    print(*row)


main()
