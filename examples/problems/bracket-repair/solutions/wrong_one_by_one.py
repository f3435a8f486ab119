import sys


def main() -> None:
    a, b, f, brackets = sys.stdin.read().split()
    minutes = depth = 0
    for bracket in brackets:
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            minutes += min(int(a), int(f))
            depth = 0
    print(minutes + depth * min(int(b), int(f)))


main()
