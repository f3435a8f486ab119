import re


def solve(question: str) -> object:
    m = re.search(
        r"a map of the sea with (\d+) rows? and (\d+) columns?\. The sign # marks a square of land, the sign \. marks a square of water\.[ \t]*\n\s*([#.\s]*?)\s*\n\s*Squares of land that touch each other, be it along a side or at a corner, belong to one and the same island",
        question,
    )
    if not m or "How many squares does the largest island on this map have?" not in question:
        raise ValueError("unexpected text")
    rows, cols = int(m.group(1)), int(m.group(2))
    grid = [line.strip() for line in m.group(3).splitlines() if line.strip()]
    if len(grid) != rows or any(len(line) != cols for line in grid):
        raise ValueError("size of the map disagrees")
    land = {(r, c) for r in range(rows) for c in range(cols) if grid[r][c] == "#"}

    largest = 0
    while land:
        todo = [land.pop()]
        size = 0
        while todo:
            r, c = todo.pop()
            size += 1
            for dr in (-1, 0, 1):
                for dc in (-1, 0, 1):
                    cell = (r + dr, c + dc)
                    if cell in land:
                        land.remove(cell)
                        todo.append(cell)
        largest = max(largest, size)
    return largest
