import sys
from heapq import heappop, heappush


def least_loss(rows: list[list[int]], w: int) -> int:
    """Compared with the best corner every day, what must be lost? The cheapest way through corners and days."""
    corners = len(rows[0])
    open_states = [(max(rows[0]) - coins, 0, corner) for corner, coins in enumerate(rows[0])]
    open_states.sort()
    done = set()
    while True:
        loss, day, corner = heappop(open_states)
        if (day, corner) in done:
            continue
        done.add((day, corner))
        if day == len(rows) - 1:
            return loss
        tomorrow = rows[day + 1]
        for other in range(corners):
            if (day + 1, other) not in done:
                steps = min((corner - other) % corners, (other - corner) % corners)
                heappush(open_states, (loss + w * steps + max(tomorrow) - tomorrow[other], day + 1, other))


def main() -> None:
    r, c, w, *coins = map(int, sys.stdin.read().split())
    rows = [coins[day * c : (day + 1) * c] for day in range(r)]
    print(sum(map(max, rows)) - least_loss(rows, w))


main()
