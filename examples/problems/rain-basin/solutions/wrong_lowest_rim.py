import sys


def main() -> None:
    r, c, *heights = map(int, sys.stdin.read().split())
    ground = [heights[i * c : (i + 1) * c] for i in range(r)]
    levels = [row[:] for row in ground]
    for i in range(r):
        for j in range(c):
            if i == j == 0:
                continue
            rim = [
                ground[x][y] for x, y in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)) if 0 <= x < r and 0 <= y < c
            ]
            levels[i][j] = max([ground[i][j], *([min(rim)] if rim else [])])
    for row in levels:
        print(*row)


main()
