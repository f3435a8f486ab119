import sys


def cheapest_climb(costs: list[int]) -> int:
    best = [0]
    for cost in costs:
        best.append(cost + min(best[-3:]))
    return best[-1]


def main() -> None:
    n, *costs = map(int, sys.stdin.read().split())
    print(cheapest_climb(costs[:n]))


main()
