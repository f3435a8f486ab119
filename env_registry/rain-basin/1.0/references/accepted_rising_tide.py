import sys
from collections import defaultdict


def main() -> None:
    r, c, *heights = map(int, sys.stdin.read().split())
    ground = {(i, j): heights[i * c + j] for i in range(r) for j in range(c)}

    # Imagine that water wells up from the drain instead: plots that are too high wait until the tide reaches them.
    levels: dict[tuple[int, int], int] = {}
    waiting = defaultdict(list)
    waiting[ground[0, 0]].append((0, 0))
    for tide in range(max(heights) + 1):
        flooded = waiting.pop(tide, [])
        while flooded:
            i, j = flooded.pop()
            if (i, j) in levels:
                continue
            levels[i, j] = tide
            for beside in ((i - 1, j), (i + 1, j), (i, j - 1), (i, j + 1)):
                if beside not in ground or beside in levels:
                    continue
                if ground[beside] <= tide:
                    flooded.append(beside)
                else:
                    waiting[ground[beside]].append(beside)
    for i in range(r):
        print(*(levels[i, j] for j in range(c)))


main()
