import sys


def expected_streaks(chances: list[float]) -> float:
    """A streak starts at every lit lamp whose left neighbour is dark; expectation adds up over the lamps."""
    expected, dark_before = 0.0, 1.0
    for lit in chances:
        expected += lit * dark_before
        dark_before = 1 - lit
    return expected


def main() -> None:
    n, *percents = map(int, sys.stdin.read().split())
    print(f"{expected_streaks([percent / 100 for percent in percents[:n]]):.9f}")


main()
