import sys


def main() -> None:
    lines = sys.stdin.read().splitlines()
    rows, columns = map(int, lines[0].split())
    seeds = [list(map(int, line.split())) for line in lines[1 : rows + 1]]
    for i in range(rows):
        near = seeds[max(i - 1, 0) : i + 2]
        print(*(sum(sum(row[max(j - 1, 0) : j + 2]) for row in near) for j in range(columns)))


main()
