import sys


def main() -> None:
    n, *numbers = map(int, sys.stdin.read().split())
    hops, drops = numbers[:n], numbers[n : 2 * n]

    # `flow` is the chance with which the next leaf is hit; it changes where the reach of a leaf begins or ends.
    ends = [0.0] * (n + 1)
    flow, expected = 0.0, 0.0
    for leaf in range(n):
        flow -= ends[leaf]
        chance = flow if leaf else 1.0
        expected += chance * drops[leaf]
        share = chance / hops[leaf]
        flow += share
        beyond = leaf + 1 + hops[leaf]
        if beyond <= n:
            ends[beyond] += share
    print(f"{expected:.9f}")


main()
