import sys


def main() -> None:
    r, c, w, *coins = map(int, sys.stdin.read().split())
    best = coins[:c]
    for day in range(1, r):
        takings = coins[day * c : (day + 1) * c]
        best = [
            takings[corner] + max(best[corner], best[corner - 1] - w, best[(corner + 1) % c] - w) for corner in range(c)
        ]
    print(max(best))


main()
