import re
import sys

RUN = re.compile(r"([a-z])\1+")


def mark_runs(lines: list[str]) -> list[str]:
    """Hash signs over every run of equal letters."""
    return [RUN.sub(lambda run: "#" * len(run.group()), line) for line in lines]


def turned(lines: list[str]) -> list[str]:
    return ["".join(letters) for letters in zip(*lines, strict=True)]


def main() -> None:
    height, width, *rows = sys.stdin.read().split()
    while True:
        across, down = "".join(mark_runs(rows)), "".join(turned(mark_runs(turned(rows))))
        marked = "".join(map(min, across, down))
        columns = [marked[j :: int(width)] for j in range(int(width))]
        fallen = turned([re.sub("[#.]", "", column).rjust(int(height), ".") for column in columns])
        if fallen == rows:
            break
        rows = fallen
    print("\n".join(rows))


main()
