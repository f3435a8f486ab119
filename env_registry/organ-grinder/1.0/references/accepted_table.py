import sys


def main() -> None:
    r, c, w, *coins = map(int, sys.stdin.read().split())
    fare = [w * min(away, c - away) for away in range(c)]
    best = coins[:c]
    for day in range(1, r):
        takings = coins[day * c : (day + 1) * c]
        best = [
            takings[corner] + max(earlier - fare[abs(corner - other)] for other, earlier in enumerate(best))
            for corner in range(c)
        ]
    print(max(best))


main()
