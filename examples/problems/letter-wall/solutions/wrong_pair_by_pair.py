import sys


def find_pair(columns: list[str]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    for j, column in enumerate(columns):
        for i, letter in enumerate(column):
            if i + 1 < len(column) and column[i + 1] == letter:
                return (j, i), (j, i + 1)
            if j + 1 < len(columns) and i < len(columns[j + 1]) and columns[j + 1][i] == letter:
                return (j, i), (j + 1, i)
    return None


def main() -> None:
    height, _, *rows = sys.stdin.read().split()
    columns = ["".join(letters)[::-1] for letters in zip(*rows, strict=True)]
    while pair := find_pair(columns):
        for j, i in reversed(pair):
            columns[j] = columns[j][:i] + columns[j][i + 1 :]
    full = [column.ljust(int(height), ".")[::-1] for column in columns]
    for letters in zip(*full, strict=True):
        print("".join(letters))


main()
