import sys


def build(ends: list[int]) -> list[tuple[int, int]]:
    """The tree that lacks the most ropes is joined with the trees that lack the next most."""
    lacking = [[count, tree] for tree, count in enumerate(ends, 1)]
    bridges = []
    while lacking:
        lacking.sort(reverse=True)
        count, tree = lacking.pop(0)
        for other in lacking[:count]:
            other[0] -= 1
            bridges.append((tree, other[1]))
    return bridges


def main() -> None:
    n, *ends = map(int, sys.stdin.read().split())
    for u, v in build(ends[:n]):
        print(u, v)


main()
