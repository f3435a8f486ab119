import re


def _one(pattern, text):
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise ValueError("text not as expected: " + pattern)
    return found[0]


def _parse(question):
    rows, columns = map(int, _one(
        r"^A garden is a rectangle of square plots, "
        r"with (\d+) rows? of (\d+) plots? each\.", question))
    body = _one(r"^a:[ \t]*\n((?:[ \t]*-?\d+(?:[ \t]+-?\d+)*[ \t]*\n)+)\s*Rules:",
                question)
    a = [[int(x) for x in line.split()] for line in body.splitlines()]
    if rows < 1 or columns < 1 or len(a) != rows:
        raise ValueError("wrong number of rows")
    if any(len(row) != columns for row in a):
        raise ValueError("wrong number of plots in a row")
    return a


def solve(question: str) -> object:
    a = _parse(question)
    rows, columns = len(a), len(a[0])
    surface = [[None] * columns for _ in range(rows)]
    for level in sorted({x for row in a for x in row}):
        if a[0][0] > level:
            continue
        reached = {(0, 0)}
        todo = [(0, 0)]
        while todo:
            i, j = todo.pop()
            for y, x in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                if (0 <= y < rows and 0 <= x < columns
                        and (y, x) not in reached and a[y][x] <= level):
                    reached.add((y, x))
                    todo.append((y, x))
        for i, j in reached:
            if surface[i][j] is None:
                surface[i][j] = level
    return surface
