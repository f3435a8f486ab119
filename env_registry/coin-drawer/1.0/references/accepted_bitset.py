import sys


def fewest_coins(values: list[int], total: int) -> int:
    """Bit x of `payable` tells whether the current number of coins can be worth x."""
    mask = (1 << (total + 1)) - 1
    payable, coins = 1, 0
    while payable:
        if payable >> total & 1:
            return coins
        reached = 0
        for value in values:
            reached |= payable << value
        payable = reached & mask
        coins += 1
    return -1


def main() -> None:
    _, total, *values = map(int, sys.stdin.read().split())
    print(fewest_coins(values, total))


main()
