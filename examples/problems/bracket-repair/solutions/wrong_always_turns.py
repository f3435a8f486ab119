import sys


def main() -> None:
    a, b, f, brackets = sys.stdin.read().split()
    insert_open, insert_close, turn = int(a), int(b), int(f)
    closing = opening = 0
    for bracket in brackets:
        if bracket == "(":
            opening += 1
        elif opening:
            opening -= 1
        else:
            closing += 1
    turns = closing // 2 + opening // 2
    print(turns * turn + closing % 2 * insert_open + opening % 2 * insert_close)


main()
