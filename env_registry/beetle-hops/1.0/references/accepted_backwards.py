import sys


def expected_drops(hops: list[int], drops: list[int]) -> float:
    """From the last leaf to the first; tails[i] sums the expectations of all leaves from i on."""
    n = len(hops)
    tails = [0.0] * (n + 1)
    expected = 0.0
    for leaf in range(n - 1, -1, -1):
        end = min(leaf + 1 + hops[leaf], n)
        expected = drops[leaf] + (tails[leaf + 1] - tails[end]) / hops[leaf]
        tails[leaf] = tails[leaf + 1] + expected
    return expected


def main() -> None:
    n, *numbers = map(int, sys.stdin.read().split())
    print(f"{expected_drops(numbers[:n], numbers[n : 2 * n]):.9f}")


main()
