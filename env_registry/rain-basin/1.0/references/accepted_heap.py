import sys
from heapq import heappop, heappush


def surface(ground: list[list[int]]) -> list[list[int]]:
    """Reach the plots in the order of their water levels, starting at the drain."""
    rows, columns = len(ground), len(ground[0])
    levels = [[-1] * columns for _ in range(rows)]
    shore = [(ground[0][0], 0, 0)]
    while shore:
        level, i, j = heappop(shore)
        if levels[i][j] >= 0:
            continue
        levels[i][j] = level
        for x, y in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
            if 0 <= x < rows and 0 <= y < columns and levels[x][y] < 0:
                heappush(shore, (max(level, ground[x][y]), x, y))
    return levels


def main() -> None:
    r, c, *heights = map(int, sys.stdin.read().split())
    for row in surface([heights[i * c : (i + 1) * c] for i in range(r)]):
        print(*row)


main()
