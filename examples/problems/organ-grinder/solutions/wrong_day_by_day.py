import sys


def main() -> None:
    r, c, w, *coins = map(int, sys.stdin.read().split())
    rows = [coins[day * c : (day + 1) * c] for day in range(r)]

    def fare(here: int, there: int) -> int:
        return w * min(abs(here - there), c - abs(here - there))

    best = 0
    for start in range(c):
        corner, purse = start, rows[0][start]
        for row in rows[1:]:
            following = max(range(c), key=lambda there: row[there] - fare(corner, there))
            purse += row[following] - fare(corner, following)
            corner = following
        best = max(best, purse)
    print(best)


main()
