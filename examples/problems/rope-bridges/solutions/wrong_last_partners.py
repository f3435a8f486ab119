import sys


def main() -> None:
    n, *ends = map(int, sys.stdin.read().split())
    lacking = [[count, tree] for tree, count in enumerate(ends[:n], 1)]
    while lacking:
        lacking.sort()
        count, tree = lacking.pop()
        lacking = [other for other in lacking if other[0]]
        for other in lacking[:count]:
            other[0] -= 1
            print(tree, other[1])


main()
