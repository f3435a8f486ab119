import sys
from itertools import accumulate


def insert_freely(minutes: list[int], a: int, b: int) -> list[int]:
    """Relax by inserted brackets: "(" goes one level deeper for `a` minutes, ")" one level up for `b`."""
    deeper = list(accumulate(minutes, lambda before, here: min(here, before + a)))
    return list(accumulate(reversed(deeper), lambda before, here: min(here, before + b)))[::-1]


def fewest_minutes(brackets: str, a: int, b: int, f: int) -> int:
    """`minutes[d]` is the least time to repair the part read so far such that d brackets are open after it."""
    unreachable = (len(brackets) + 1) * (a + b + f)
    minutes = insert_freely([0] + [unreachable] * len(brackets), a, b)
    for bracket in brackets:
        keep_open, keep_closed = (0, f) if bracket == "(" else (f, 0)
        opened = [unreachable, *(before + keep_open for before in minutes[:-1])]
        closed = [*(before + keep_closed for before in minutes[1:]), unreachable]
        minutes = insert_freely(list(map(min, opened, closed)), a, b)
    return minutes[0]


def main() -> None:
    a, b, f, brackets = sys.stdin.read().split()
    print(fewest_minutes(brackets, int(a), int(b), int(f)))


main()
