import sys
from heapq import heapify, heappop, heappush


def smallest_word(letters: str, removals: int) -> str:
    """Keep the candidates for the next passenger in a heap, ordered by letter and then by place."""
    candidates = [(letter, place) for place, letter in enumerate(letters[:removals])]
    heapify(candidates)
    word = []
    last_taken = -1
    for place in range(removals, len(letters)):
        heappush(candidates, (letters[place], place))
        while candidates[0][1] < last_taken:
            heappop(candidates)
        letter, last_taken = heappop(candidates)
        word.append(letter)
    return "".join(word)


def main() -> None:
    _, removals, letters = sys.stdin.read().split()
    print(smallest_word(letters, int(removals)))


main()
