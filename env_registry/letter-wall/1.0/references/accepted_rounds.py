import sys


def crumble(wall: list[list[str]]) -> bool:
    """One round: break the matching blocks, let the others fall. False if nothing broke."""
    rows, columns = len(wall), len(wall[0])
    broken = set()
    for i in range(rows):
        for j in range(columns):
            for x, y in ((i + 1, j), (i, j + 1)):
                if x < rows and y < columns and wall[i][j] == wall[x][y] != ".":
                    broken |= {(i, j), (x, y)}
    for j in range(columns):
        standing = [wall[i][j] for i in range(rows) if (i, j) not in broken and wall[i][j] != "."]
        standing = ["."] * (rows - len(standing)) + standing
        for i in range(rows):
            wall[i][j] = standing[i]
    return bool(broken)


def main() -> None:
    _, _, *rows = sys.stdin.read().split()
    wall = [list(row) for row in rows]
    while crumble(wall):
        pass
    for row in wall:
        print("".join(row))


main()
