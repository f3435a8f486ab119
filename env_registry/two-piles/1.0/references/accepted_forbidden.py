import sys


def falling_pairs_apart(cards: list[int]) -> bool:
    """Is there a falling pair, and somewhere behind it another one of which both cards are higher?

    Each pair keeps a card off the rising pile, and those two cards would lie in rising order on the falling one.
    """
    n = len(cards)
    lowest_top = [max(cards) + 1] * (n + 1)  # over falling pairs among the first i cards, the lowest first card
    for i in range(n):
        tops = [card for card in cards[:i] if card > cards[i]]
        lowest_top[i + 1] = min([lowest_top[i], *tops])
    for i in range(n):
        bottoms = [card for card in cards[i + 1 :] if card < cards[i]]
        if bottoms and lowest_top[i] < max(bottoms):
            return True
    return False


def main() -> None:
    n, *cards = map(int, sys.stdin.read().split())
    cards = cards[:n]
    upside_down = [-card for card in cards]
    print("NO" if falling_pairs_apart(cards) or falling_pairs_apart(upside_down) else "YES")


main()
