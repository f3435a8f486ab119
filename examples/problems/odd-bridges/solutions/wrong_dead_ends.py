import sys
from collections import Counter


def main() -> None:
    _, _, inspectors, *ends = map(int, sys.stdin.read().split())
    dead_ends = sum(degree == 1 for degree in Counter(ends).values())
    print("YES" if dead_ends <= 2 * inspectors else "NO")


main()
