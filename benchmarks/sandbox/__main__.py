"""See the package's docstring."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.sandbox.cost import cost_table, scaling_table
from benchmarks.sandbox.instances import instance_table
from scaler.sandbox import open_sandbox


def main() -> None:
    parser = argparse.ArgumentParser(description="What the sandbox costs.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=100, help="runs in a round")
    parser.add_argument("--skip-instances", action="store_true", help="do not build the bundled environments")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_sandbox(workers=1, cache=folder) as sandbox:
            facts = sandbox.describe()
        print("; ".join(f"{key} {facts[key]}" for key in ("backend", "python", "compiler", "kernel")))
        tables = [cost_table(options.rounds, options.runs, folder), scaling_table(options.rounds, options.runs, folder)]
        if not options.skip_instances:
            tables.append(instance_table(options.rounds, folder))
        for table in tables:
            print("\n" + "\n".join(table))
        print(f"\nload average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
