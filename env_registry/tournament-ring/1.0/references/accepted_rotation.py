import sys
from collections import deque


def main() -> None:
    n, step, *shirts = map(int, sys.stdin.read().split())
    ring = deque(enumerate(shirts[:n], start=1))
    while len(ring) > 1:
        turns = (step - 1) % len(ring)
        ring.rotate(-turns)
        _, step = ring.popleft()
    print(ring[0][0])


main()
