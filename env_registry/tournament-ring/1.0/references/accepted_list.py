import sys


def winner(shirts: list[int], step: int) -> int:
    ring = list(range(len(shirts)))
    position = 0
    while len(ring) > 1:
        position = (position + step - 1) % len(ring)
        step = shirts[ring.pop(position)]
    return ring[0] + 1


def main() -> None:
    _, step, *shirts = map(int, sys.stdin.read().split())
    print(winner(shirts, step))


main()
