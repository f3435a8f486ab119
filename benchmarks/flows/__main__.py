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
    kills = commands.add_parser("kills", help="SIGKILLs of flow runs, worker and server at random moments")
    kills.add_argument("--kills", type=int, default=200, help="SIGKILLs in all; Ctrl+C ends them early")
    kills.add_argument("--problems", type=int, default=150)
    kills.add_argument("--seed", type=int, default=0)
    kills.add_argument("--out", type=Path, default=Path("build/flows/kills"), help="a new folder")
    kills.add_argument("--ports", type=int, nargs=2, default=(4320, 4321), help="of server and review page")
    options = parser.parse_args()
    match options.command:
        case "volume":
            from benchmarks.flows.volume import volume as measure

            print("\n".join(measure(options.problems, options.out, options.workers)))
        case _:
            from benchmarks.flows.kills import kills as storm

            lines, verdict = storm(options.out, options.kills, options.problems, options.seed, *options.ports)
            print("\n".join(lines))
            if verdict.wrong:
                raise SystemExit("\n".join(["wrong:", *(f"  {each}" for each in verdict.wrong)]))


if __name__ == "__main__":
    main()
