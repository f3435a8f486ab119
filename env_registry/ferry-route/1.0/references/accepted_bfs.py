import sys
from collections import deque


def main() -> None:
    n, _, *ends = map(int, sys.stdin.read().split())
    neighbours: list[list[int]] = [[] for _ in range(n + 1)]
    for u, v in zip(ends[::2], ends[1::2], strict=True):
        neighbours[u].append(v)
        neighbours[v].append(u)

    came_from = {1: 0}
    queue = deque([1])
    while n not in came_from:
        island = queue.popleft()
        for following in neighbours[island]:
            if following not in came_from:
                came_from[following] = island
                queue.append(following)

    route = [n]
    while route[-1] != 1:
        route.append(came_from[route[-1]])
    print(len(route))
    print(*reversed(route))


main()
