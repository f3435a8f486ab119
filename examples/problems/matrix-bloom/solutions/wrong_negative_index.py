import sys


def seeds_at(seeds: list[list[int]], row: int, column: int) -> int:
    try:
        return seeds[row][column]
    except IndexError:
        return 0


def main() -> None:
    lines = sys.stdin.read().splitlines()
    rows, columns = map(int, lines[0].split())
    seeds = [list(map(int, line.split())) for line in lines[1 : rows + 1]]
    steps = (-1, 0, 1)
    for i in range(rows):
        print(*(sum(seeds_at(seeds, i + di, j + dj) for di in steps for dj in steps) for j in range(columns)))


main()
