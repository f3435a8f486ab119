import sys


def trace(parents: dict[int, int], island: int) -> list[int]:
    route = [island]
    while parents[route[-1]]:
        route.append(parents[route[-1]])
    return route


def shortest_route(neighbours: list[list[int]], start: int, goal: int) -> list[int]:
    """Grow one layer at a time from both ends, the smaller layer first, until the two searches meet."""
    parents: tuple[dict[int, int], dict[int, int]] = ({start: 0}, {goal: 0})
    layers = [[start], [goal]]
    while True:
        side = 0 if len(layers[0]) <= len(layers[1]) else 1
        mine, other = parents[side], parents[1 - side]
        grown = []
        for island in layers[side]:
            for following in neighbours[island]:
                if following in mine:
                    continue
                mine[following] = island
                if following in other:
                    return trace(parents[0], following)[::-1] + trace(parents[1], following)[1:]
                grown.append(following)
        layers[side] = grown


def main() -> None:
    n, _, *ends = map(int, sys.stdin.read().split())
    neighbours: list[list[int]] = [[] for _ in range(n + 1)]
    for u, v in zip(ends[::2], ends[1::2], strict=True):
        neighbours[u].append(v)
        neighbours[v].append(u)
    route = shortest_route(neighbours, 1, n)
    print(len(route))
    print(*route)


main()
