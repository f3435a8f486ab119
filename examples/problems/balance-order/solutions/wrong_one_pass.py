import sys


def main() -> None:
    n, _, *stones = map(int, sys.stdin.read().split())
    row = list(range(1, n + 1))
    for u, v in zip(stones[::2], stones[1::2], strict=True):
        left, right = row.index(v), row.index(u)
        if left < right:
            row[left], row[right] = u, v
    print(*row)


main()
