import sys


def walk(bridges_at: list[set[int]], ends: list[tuple[int, int]], island: int) -> None:
    """Cross and take down bridges until there is no way on."""
    while bridges_at[island]:
        bridge = bridges_at[island].pop()
        u, v = ends[bridge]
        island = v if island == u else u
        bridges_at[island].remove(bridge)


def main() -> None:
    n, _, inspectors, *numbers = map(int, sys.stdin.read().split())
    ends = list(zip(numbers[::2], numbers[1::2], strict=True))
    bridges_at: list[set[int]] = [set() for _ in range(n + 1)]
    for bridge, (u, v) in enumerate(ends):
        bridges_at[u].add(bridge)
        bridges_at[v].add(bridge)

    # A walk from an odd island ends on another one. Round trips that remain are detours of walks already made.
    walks = 0
    for island in range(1, n + 1):
        if len(bridges_at[island]) % 2 == 1:
            walk(bridges_at, ends, island)
            walks += 1
    print("YES" if max(walks, 1) <= inspectors else "NO")


main()
