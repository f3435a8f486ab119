import sys
from collections import deque


def island_size(land: set[tuple[int, int]], start: tuple[int, int]) -> int:
    """Remove the island around `start` from `land` and return how many cells it had."""
    land.remove(start)
    queue = deque([start])
    size = 0
    while queue:
        row, column = queue.popleft()
        size += 1
        for cell in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if cell in land:
                land.remove(cell)
                queue.append(cell)
    return size


def main() -> None:
    rows = sys.stdin.read().split()[2:]
    cells = [(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell == "#"]
    land = set(cells)
    print(max((island_size(land, cell) for cell in cells if cell in land), default=0))


main()
