import sys


def greedy_climb(costs: list[int]) -> int:
    total, position = 0, -1
    while position < len(costs) - 1:
        ahead = range(position + 1, min(position + 4, len(costs)))
        position = min(ahead, key=lambda stair: (costs[stair], -stair))
        total += costs[position]
    return total


def main() -> None:
    n, *costs = map(int, sys.stdin.read().split())
    print(greedy_climb(costs[:n]))


main()
