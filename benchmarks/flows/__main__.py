"""See the package's docstring."""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description="What orchestration costs, and what it stands.")
    commands = parser.add_subparsers(dest="command", required=True)
    volume = commands.add_parser("volume", help="thousands of problems: memory, the database, a run with nothing to do")
    volume.add_argument("--problems", type=int, default=10_000)
    volume.add_argument("--workers", type=int, default=2)
    volume.add_argument("--out", type=Path, default=Path("build/flows/volume"))
    options = parser.parse_args()
    from benchmarks.flows.volume import volume as measure

    print("\n".join(measure(options.problems, options.out, options.workers)))


if __name__ == "__main__":
    main()
