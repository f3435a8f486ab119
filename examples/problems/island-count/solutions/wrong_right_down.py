import sys


def island_size(land: set[tuple[int, int]], start: tuple[int, int]) -> int:
    """Scanning starts at the top left cell of an island, so only right and down remain to be explored."""
    land.remove(start)
    todo = [start]
    size = 0
    while todo:
        row, column = todo.pop()
        size += 1
        for cell in ((row + 1, column), (row, column + 1)):
            if cell in land:
                land.remove(cell)
                todo.append(cell)
    return size


def main() -> None:
    rows = sys.stdin.read().split()[2:]
    cells = [(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell == "#"]
    land = set(cells)
    print(max((island_size(land, cell) for cell in cells if cell in land), default=0))


main()
