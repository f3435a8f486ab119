import sys


def smallest_word(letters: str, removals: int) -> str:
    kept: list[str] = []
    length = len(letters) - removals
    for letter in letters:
        while removals and kept and kept[-1] > letter:
            kept.pop()
            removals -= 1
        kept.append(letter)
    return "".join(kept[:length])


def main() -> None:
    _, removals, letters = sys.stdin.read().split()
    print(smallest_word(letters, int(removals)))


main()
