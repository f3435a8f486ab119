import sys
from itertools import pairwise

UNREACHABLE = -1


def can_sort(cards: list[int]) -> bool:
    """After each card: the best top of the other pile, if this card went to the rising or to the falling one."""
    if not cards:
        return True
    lowest, highest = 0, max(cards) + 1
    falling_top = highest  # this card on the rising pile: the highest possible top of the falling one
    rising_top = lowest  # this card on the falling pile: the lowest possible top of the rising one
    for before, card in pairwise(cards):
        next_falling, next_rising = UNREACHABLE, highest
        if card > before:
            next_falling = falling_top
        if falling_top > card:
            next_rising = before
        if card < before:
            next_rising = min(next_rising, rising_top)
        if rising_top < card:
            next_falling = max(next_falling, before)
        falling_top, rising_top = next_falling, next_rising
    return falling_top != UNREACHABLE or rising_top != highest


def main() -> None:
    n, *cards = map(int, sys.stdin.read().split())
    print("YES" if can_sort(cards[:n]) else "NO")


main()
