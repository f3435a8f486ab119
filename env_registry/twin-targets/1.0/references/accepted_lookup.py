import sys


def winning_pair(points: list[int], total: int) -> tuple[int, int]:
    seen: dict[int, int] = {}
    for place, value in enumerate(points, start=1):
        if total - value in seen:
            return seen[total - value], place
        seen[value] = place
    raise ValueError("no pair wins")


def main() -> None:
    _, total, *points = map(int, sys.stdin.read().split())
    print(*winning_pair(points, total))


main()
