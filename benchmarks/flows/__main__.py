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
    kills = commands.add_parser("kills", help="SIGKILLs of flow runs, worker and server at random moments")
    kills.add_argument("--kills", type=int, default=200, help="SIGKILLs in all; Ctrl+C ends them early")
    kills.add_argument("--problems", type=int, default=160)
    kills.add_argument("--seed", type=int, default=1)
    kills.add_argument("--ports", type=int, nargs=2, default=(4320, 4321), help="of server and review page")
    for name, command in commands.choices.items():
        command.add_argument("--out", type=Path, default=Path("build/flows") / name, help="an empty folder")
    options = parser.parse_args()
    wrong: list[str] = []
    match options.command:
        case "volume":
            from benchmarks.flows.volume import volume as volume_tables

            lines = volume_tables(options.problems, options.out, options.workers)
        case "kills":
            from benchmarks.flows.kills import kills as kills_table

            lines, wrong = kills_table(options.out, options.kills, options.problems, options.seed, *options.ports)
        case _:
            from benchmarks.flows.overhead import overhead as overhead_table

            lines = overhead_table(options.problems, options.rounds, options.out)
    print("\n".join(lines))
    if wrong:
        raise SystemExit("\n".join(["wrong:", *(f"  {each}" for each in wrong)]))


if __name__ == "__main__":
    main()
