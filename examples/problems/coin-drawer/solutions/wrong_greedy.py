import sys


def main() -> None:
    _, total, *values = map(int, sys.stdin.read().split())
    coins = 0
    for value in sorted(values, reverse=True):
        coins += total // value
        total %= value
    print(coins if total == 0 else -1)


main()
