import sys


def unmatched(brackets: str) -> tuple[int, int]:
    """Return how many closing and how many opening brackets stay without a partner."""
    closing = opening = 0
    for bracket in brackets:
        if bracket == "(":
            opening += 1
        elif opening:
            opening -= 1
        else:
            closing += 1
    return closing, opening


def fewest_minutes(brackets: str, a: int, b: int, f: int) -> int:
    """What stays unmatched reads `))..)((..(`: equal neighbours are repaired in pairs, at most one of each is left."""
    closing, opening = unmatched(brackets)
    pairs = closing // 2 * min(2 * a, f) + opening // 2 * min(2 * b, f)
    rest = {
        (0, 0): 0,
        (1, 0): min(a, f + b),
        (0, 1): min(b, f + a),
        (1, 1): min(a + b, 2 * f, f + 2 * a, f + 2 * b),
    }
    return pairs + rest[closing % 2, opening % 2]


def main() -> None:
    a, b, f, brackets = sys.stdin.read().split()
    print(fewest_minutes(brackets, int(a), int(b), int(f)))


main()
