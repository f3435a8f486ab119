import sys
from itertools import pairwise


def main() -> None:
    n, *cards = map(int, sys.stdin.read().split())
    rising, falling = [cards[0]], []
    for before, card in pairwise(cards[:n]):
        if card > before:
            rising.append(card)
        else:
            falling.append(card)
    print("YES" if rising == sorted(rising) and falling == sorted(falling, reverse=True) else "NO")


main()
