import sys
from itertools import pairwise


def main() -> None:
    n, *percents = map(int, sys.stdin.read().split())
    percents = percents[:n]
    lit_lamps = 100 * sum(percents)
    lit_pairs = sum(left * right for left, right in pairwise(percents))
    whole, fraction = divmod(lit_lamps - lit_pairs, 10_000)
    print(f"{whole}.{fraction:04d}")


main()
