import sys


def greedy(values: list[int], total: int) -> int | None:
    coins = 0
    for value in values:
        coins += total // value
        total %= value
    return coins if total == 0 else None


def main() -> None:
    _, total, *values = map(int, sys.stdin.read().split())
    values.sort(reverse=True)
    found = [coins for start in range(len(values)) if (coins := greedy(values[start:], total)) is not None]
    print(min(found, default=-1))


main()
