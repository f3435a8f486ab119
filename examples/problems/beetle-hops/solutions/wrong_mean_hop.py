import sys


def main() -> None:
    n, *numbers = map(int, sys.stdin.read().split())
    hops, drops = numbers[:n], numbers[n : 2 * n]
    expected = [0.0] * (n + 1)
    for leaf in range(n - 1, -1, -1):
        mean = (1 + hops[leaf]) / 2
        short = min(leaf + int(mean), n)
        long = min(short + 1, n)
        ahead = expected[short] if mean == int(mean) else (expected[short] + expected[long]) / 2
        expected[leaf] = drops[leaf] + ahead
    print(f"{expected[0]:.9f}")


main()
