import sys
from collections import Counter


def main() -> None:
    _, _, inspectors, *ends = map(int, sys.stdin.read().split())
    odd_islands = sum(degree % 2 for degree in Counter(ends).values())
    print("YES" if odd_islands <= 2 * inspectors else "NO")


main()
