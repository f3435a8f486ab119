import sys


def possible(ends: list[int]) -> bool:
    """The test of Erdos and Gallai: does any set of bridges give these numbers of rope ends?"""
    ends = sorted(ends, reverse=True)
    if sum(ends) % 2 or (ends and ends[-1] < 0):
        return False
    total = 0
    for size, count in enumerate(ends, 1):
        total += count
        if total > size * (size - 1) + sum(min(size, rest) for rest in ends[size:]):
            return False
    return True


def can_finish(first: int, ends: list[int], after: int) -> bool:
    """Can a tree with `first` ropes left, all to trees from index `after` on, be finished so that the rest works?"""
    if first > len(ends) - after:
        return False
    tail = sorted(ends[after:], reverse=True)
    return possible(ends[:after] + [count - 1 for count in tail[:first]] + tail[first:])


def main() -> None:
    n, *ends = map(int, sys.stdin.read().split())
    ends = ends[:n]
    for tree in range(n):
        first, rest = ends[tree], ends[tree + 1 :]
        for index in range(len(rest)):
            if first == 0:
                break
            if rest[index] == 0:
                continue
            rest[index] -= 1
            if can_finish(first - 1, rest, index + 1):
                first -= 1
                print(tree + 1, tree + index + 2)
            else:
                rest[index] += 1
        ends[tree + 1 :] = rest


main()
