import sys


def main() -> None:
    n, *ends = map(int, sys.stdin.read().split())
    for u in range(n):
        for v in range(u + 1, n):
            if ends[u] and ends[v]:
                ends[u] -= 1
                ends[v] -= 1
                print(u + 1, v + 1)


main()
