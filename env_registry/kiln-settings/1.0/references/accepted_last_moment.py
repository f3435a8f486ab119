import sys


def main() -> None:
    n, *limits = map(int, sys.stdin.read().split())
    waiting = [[low, high, 2] for low, high in zip(limits[: 2 * n : 2], limits[1 : 2 * n : 2], strict=True)]

    # Turn the knob upwards and stop only where some pot would otherwise not get its firings any more.
    settings = []
    for degree in range(1, 1001):
        if any(high - degree < firings for _, high, firings in waiting):
            settings.append(degree)
            for pot in waiting:
                if pot[0] <= degree:
                    pot[2] -= 1
            waiting = [pot for pot in waiting if pot[2]]
    print(len(settings))
    print(*settings)


main()
