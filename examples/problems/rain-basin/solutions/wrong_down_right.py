import sys


def main() -> None:
    r, c, *heights = map(int, sys.stdin.read().split())
    levels = [heights[i * c : (i + 1) * c] for i in range(r)]
    for i in range(r):
        for j in range(c):
            towards_drain = [levels[i - 1][j]] if i else []
            towards_drain += [levels[i][j - 1]] if j else []
            if towards_drain:
                levels[i][j] = max(levels[i][j], min(towards_drain))
    for row in levels:
        print(*row)


main()
