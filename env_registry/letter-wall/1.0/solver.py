import re


def _one(pattern, text):
    found = re.findall(pattern, text, re.M)
    if len(found) != 1:
        raise ValueError("text not as expected: " + pattern)
    return found[0]


def _parse(question):
    rows, columns = map(int, _one(
        r"^A wall has (\d+) rows? of (\d+) blocks? each\.", question))
    body = _one(r"holds a block\.[ \t]*\n\s*\n((?:[A-Za-z]+[ \t]*\n)+)"
                r"\s*The wall crumbles in rounds:", question)
    wall = [line.strip() for line in body.splitlines()]
    if rows < 1 or columns < 1 or len(wall) != rows:
        raise ValueError("wrong number of rows")
    if any(len(line) != columns for line in wall):
        raise ValueError("wrong number of blocks in a row")
    return [list(line) for line in wall]


def solve(question: str) -> object:
    wall = _parse(question)
    rows, columns = len(wall), len(wall[0])
    while True:
        breaking = set()
        for i in range(rows):
            for j in range(columns):
                if wall[i][j] == ".":
                    continue
                for y, x in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                    if (0 <= y < rows and 0 <= x < columns
                            and wall[y][x] == wall[i][j]):
                        breaking.add((i, j))
        if not breaking:
            return ["".join(line) for line in wall]
        for i, j in breaking:
            wall[i][j] = "."
        for j in range(columns):
            left = [wall[i][j] for i in range(rows) if wall[i][j] != "."]
            column = ["."] * (rows - len(left)) + left
            for i in range(rows):
                wall[i][j] = column[i]
