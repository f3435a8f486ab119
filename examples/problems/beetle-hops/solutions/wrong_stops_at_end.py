import sys


def main() -> None:
    n, *numbers = map(int, sys.stdin.read().split())
    hops, drops = numbers[:n], numbers[n : 2 * n]
    expected = [0.0] * n
    expected[-1] = drops[-1]
    for leaf in range(n - 2, -1, -1):
        landings = [min(leaf + step, n - 1) for step in range(1, hops[leaf] + 1)]
        expected[leaf] = drops[leaf] + sum(expected[landing] for landing in landings) / hops[leaf]
    print(f"{expected[0]:.9f}")


main()
