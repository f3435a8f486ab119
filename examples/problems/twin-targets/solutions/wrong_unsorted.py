import sys


def winning_pair(points: list[int], total: int) -> tuple[int, int]:
    low, high = 0, len(points) - 1
    while low < high and points[low] + points[high] != total:
        if points[low] + points[high] < total:
            low += 1
        else:
            high -= 1
    return low + 1, high + 1


def main() -> None:
    _, total, *points = map(int, sys.stdin.read().split())
    print(*winning_pair(points, total))


main()
