import sys


def main() -> None:
    n, *limits = map(int, sys.stdin.read().split())
    pots = sorted(zip(limits[: 2 * n : 2], limits[1 : 2 * n : 2], strict=True), key=lambda pot: pot[1] - pot[0])
    settings: set[int] = set()
    for low, high in pots:
        missing = 2 - sum(low <= setting <= high for setting in settings)
        degree = high
        while missing > 0:
            if degree not in settings:
                settings.add(degree)
                missing -= 1
            degree -= 1
    print(len(settings))
    print(*sorted(settings))


main()
