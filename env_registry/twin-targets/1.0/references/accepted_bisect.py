import sys
from bisect import bisect_left


def winning_pair(points: list[int], total: int) -> tuple[int, int]:
    order = sorted(range(len(points)), key=points.__getitem__)
    values = [points[place] for place in order]
    for rank, value in enumerate(values):
        partner = bisect_left(values, total - value, lo=rank + 1)
        if partner < len(values) and values[partner] == total - value:
            first, second = sorted((order[rank], order[partner]))
            return first + 1, second + 1
    raise ValueError("no pair wins")


def main() -> None:
    _, total, *points = map(int, sys.stdin.read().split())
    print(*winning_pair(points, total))


main()
