import sys


def main() -> None:
    n, *cards = map(int, sys.stdin.read().split())
    rising, falling = float("-inf"), float("inf")
    for card in cards[:n]:
        if card > rising:
            rising = card
        elif card < falling:
            falling = card
        else:
            print("NO")
            return
    print("YES")


main()
