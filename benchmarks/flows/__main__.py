"""See the package's docstring."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description="What orchestration costs, and what it withstands.")
    commands = parser.add_subparsers(dest="command", required=True)
    kills = commands.add_parser("kills", help="SIGKILLs of flows, worker and server at random moments")
    kills.add_argument("--kills", type=int, default=200, help="SIGKILLs in all")
    kills.add_argument("--problems", type=int, default=300)
    kills.add_argument("--seed", type=int, default=0)
    kills.add_argument("--out", type=Path, default=Path("runs/kills"), help="a new folder")
    kills.add_argument("--port", type=int, default=4320)
    kills.add_argument("--review-port", type=int, default=4321)
    options = parser.parse_args()
    wrong: list[str] = []
    match options.command:
        case "kills":
            from benchmarks.flows.kills import kills as storm

            lines, verdict = storm(
                options.out, options.kills, options.problems, options.seed, options.port, options.review_port
            )
            wrong = verdict.wrong
        case _:
            raise AssertionError(options.command)
    print("\n".join(lines))
    print(f"\nload average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    if wrong:
        raise SystemExit("\n".join(["", "wrong:", *(f"  {each}" for each in wrong)]))


if __name__ == "__main__":
    main()
