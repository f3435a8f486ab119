import sys
from itertools import pairwise


def expected_streaks(chances: list[float]) -> float:
    """Every streak has two borders, and a border is a change between neighbours."""
    changes = sum(left * (1 - right) + (1 - left) * right for left, right in pairwise(chances))
    return changes / 2


def main() -> None:
    n, *percents = map(int, sys.stdin.read().split())
    print(f"{expected_streaks([percent / 100 for percent in percents[:n]]):.9f}")


main()
