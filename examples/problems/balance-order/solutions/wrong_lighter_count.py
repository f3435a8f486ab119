import sys


def main() -> None:
    n, _, *stones = map(int, sys.stdin.read().split())
    known_lighter = [0] * (n + 1)
    for heavier in stones[1::2]:
        known_lighter[heavier] += 1
    print(*sorted(range(1, n + 1), key=lambda stone: known_lighter[stone]))


main()
