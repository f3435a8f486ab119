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
    overhead = commands.add_parser("overhead", help="what Prefect adds to a problem")
    overhead.add_argument("--problems", type=int, default=100)
    overhead.add_argument("--rounds", type=int, default=3)
    for name, command in commands.choices.items():
        command.add_argument("--out", type=Path, default=Path("build/flows") / name, help="an empty folder")
    options = parser.parse_args()
    match options.command:
        case "volume":
            from benchmarks.flows.volume import volume as volume_tables

            lines = volume_tables(options.problems, options.out, options.workers)
        case _:
            from benchmarks.flows.overhead import overhead as overhead_table

            lines = overhead_table(options.problems, options.rounds, options.out)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
