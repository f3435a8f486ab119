import sys


def main() -> None:
    n, *limits = map(int, sys.stdin.read().split())
    pots = sorted(zip(limits[: 2 * n : 2], limits[1 : 2 * n : 2], strict=True), key=lambda pot: pot[1])
    settings: set[int] = set()
    for low, high in pots:
        if sum(low <= setting <= high for setting in settings) < 2:
            settings |= {high - 1, high}
    print(len(settings))
    print(*sorted(settings))


main()
