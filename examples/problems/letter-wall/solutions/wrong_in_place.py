import sys


def main() -> None:
    height, width, *rows = sys.stdin.read().split()
    r, c = int(height), int(width)
    wall = [list(row) for row in rows]
    broke = True
    while broke:
        broke = False
        for i in range(r):
            for j in range(c):
                for x, y in ((i, j + 1), (i + 1, j)):
                    if x < r and y < c and wall[i][j] == wall[x][y] != ".":
                        wall[i][j] = wall[x][y] = "."
                        broke = True
        for j in range(c):
            column = "".join(wall[i][j] for i in range(r)).replace(".", "").rjust(r, ".")
            for i in range(r):
                wall[i][j] = column[i]
    for row in wall:
        print("".join(row))


main()
