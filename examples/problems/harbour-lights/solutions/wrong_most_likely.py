import sys


def expected_streaks(chances: list[float]) -> float:
    """Treat each neighbour as if it took its more likely state."""
    expected, lit_before = 0.0, False
    for lit in chances:
        if not lit_before:
            expected += lit
        lit_before = lit > 0.5
    return expected


def main() -> None:
    n, *percents = map(int, sys.stdin.read().split())
    print(f"{expected_streaks([percent / 100 for percent in percents[:n]]):.9f}")


main()
