import sys


def fewest_settings(pots: list[tuple[int, int]]) -> list[int]:
    """Serve the pot with the lowest upper limit first, as hot as it can bear: later pots profit most from that."""
    settings: list[int] = []
    for low, high in sorted(pots, key=lambda pot: pot[1]):
        missing = 2 - sum(setting >= low for setting in settings[-2:])
        if missing == 2:
            settings += [high - 1, high]
        elif missing == 1 and settings[-1] < high:
            settings.append(high)
        elif missing == 1:
            settings.insert(-1, high - 1)
    return settings


def main() -> None:
    n, *limits = map(int, sys.stdin.read().split())
    settings = fewest_settings(list(zip(limits[: 2 * n : 2], limits[1 : 2 * n : 2], strict=True)))
    print(len(settings))
    print(*settings)


main()
