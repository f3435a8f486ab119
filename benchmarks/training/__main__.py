"""See the package's docstring."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser(description="What the trainer's environment side costs.")
    commands = parser.add_subparsers(dest="command", required=True)
    cost = commands.add_parser("cost", help="a step's environment side, with instances made ahead and without")
    cost.add_argument("--registry", type=Path, default=Path("env_registry"))
    cost.add_argument("--steps", type=int, default=5)
    cost.add_argument("--learn", type=float, default=15.0, help="seconds that a step learns, the CPU idle meanwhile")
    scoring = commands.add_parser("scoring", help="our scorer against math-verify (the dev extra has it)")
    scoring.add_argument("--rounds", type=int, default=20)
    memory = commands.add_parser("memory", help="resident memory over many steps of a tiny model")
    memory.add_argument("--steps", type=int, default=1000)
    options = parser.parse_args()
    match options.command:
        case "cost":
            from benchmarks.training.cost import cost_tables

            lines = cost_tables(options.registry, options.steps, options.learn)
        case "scoring":
            from benchmarks.training.scoring import scoring_tables

            lines = scoring_tables(options.rounds)
        case _:
            from benchmarks.training.memory import memory_table

            lines = memory_table(options.steps)
    print("\n".join(lines))
    print(f"\nload average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
