import sys


def main() -> None:
    n, step, *_ = map(int, sys.stdin.read().split())
    survivor = 0
    for players in range(2, n + 1):
        survivor = (survivor + step) % players
    print(survivor + 1)


main()
