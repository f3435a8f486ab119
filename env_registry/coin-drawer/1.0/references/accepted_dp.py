import sys


def fewest_coins(values: list[int], total: int) -> int:
    impossible = total + 1
    fewest = [0] + [impossible] * total
    for value in values:
        for amount in range(value, total + 1):
            if fewest[amount - value] + 1 < fewest[amount]:
                fewest[amount] = fewest[amount - value] + 1
    return fewest[total] if fewest[total] < impossible else -1


def main() -> None:
    _, total, *values = map(int, sys.stdin.read().split())
    print(fewest_coins(values, total))


main()
