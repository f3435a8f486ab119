import re
import sys


def find(parent: list[int], item: int) -> int:
    while parent[item] != item:
        parent[item] = parent[parent[item]]
        item = parent[item]
    return item


def largest_island(rows: list[str]) -> int:
    """Cut each row into runs of land and merge runs of neighbouring rows that share a column."""
    parent: list[int] = []
    size: list[int] = []
    above: list[tuple[int, int, int]] = []
    for row in rows:
        current: list[tuple[int, int, int]] = []
        for match in re.finditer("#+", row):
            begin, end = match.span()
            current.append((begin, end, len(parent)))
            parent.append(len(parent))
            size.append(end - begin)
        upper = lower = 0
        while upper < len(above) and lower < len(current):
            begin_a, end_a, run_a = above[upper]
            begin_b, end_b, run_b = current[lower]
            if begin_a < end_b and begin_b < end_a:
                root_a, root_b = find(parent, run_a), find(parent, run_b)
                if root_a != root_b:
                    parent[root_a] = root_b
                    size[root_b] += size[root_a]
            if end_a <= end_b:
                upper += 1
            else:
                lower += 1
        above = current
    return max(size, default=0)


def main() -> None:
    print(largest_island(sys.stdin.read().split()[2:]))


main()
