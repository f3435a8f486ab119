import sys

Matrix = list[list[int]]


def spread(matrix: Matrix) -> Matrix:
    """Add to every row the row above and the row below it."""
    border = [0] * len(matrix[0])
    above = [border, *matrix[:-1]]
    below = [*matrix[1:], border]
    return [[sum(cells) for cells in zip(*rows, strict=True)] for rows in zip(above, matrix, below, strict=True)]


def transpose(matrix: Matrix) -> Matrix:
    return [list(column) for column in zip(*matrix, strict=True)]


def main() -> None:
    seeds = [list(map(int, line.split())) for line in sys.stdin.read().splitlines()[1:]]
    for row in transpose(spread(transpose(spread(seeds)))):
        print(*row)


main()
