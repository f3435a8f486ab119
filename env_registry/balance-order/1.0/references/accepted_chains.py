import sys


def chain_length(lighter: list[list[int]], depth: list[int], stone: int) -> int:
    """Length of the longest chain of comparisons that ends at `stone`, computed without recursion."""
    todo = [stone]
    while todo:
        current = todo[-1]
        if depth[current]:
            todo.pop()
            continue
        unknown = [other for other in lighter[current] if not depth[other]]
        if not unknown:
            depth[current] = 1 + max((depth[other] for other in lighter[current]), default=0)
        todo.extend(unknown)
    return depth[stone]


def main() -> None:
    n, _, *stones = map(int, sys.stdin.read().split())
    lighter: list[list[int]] = [[] for _ in range(n + 1)]
    for u, v in zip(stones[::2], stones[1::2], strict=True):
        lighter[v].append(u)
    depth = [0] * (n + 1)
    print(*sorted(range(1, n + 1), key=lambda stone: chain_length(lighter, depth, stone)))


main()
