"""See the package's docstring."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.validation.cost import cost_table
from benchmarks.validation.planting import Results, plant_all
from benchmarks.validation.table import faults_table
from scaler.sandbox import open_sandbox

RESULTS = Path("runs/faults.jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.validation", description="What validation finds.")
    parser.add_argument("what", choices=("faults", "cost"))
    parser.add_argument("--files", type=Path, help="loose completions, instead of the shipped recording")
    parser.add_argument("--results", type=Path, default=RESULTS, help="rows found so far; a run goes on from there")
    parser.add_argument("--only", nargs="*", default=(), help="these environments alone")
    parser.add_argument("--per-sort", type=int, help="faults: at most so many of each sort in an environment, by hash")
    parser.add_argument("--workers", type=int, default=2, help="sandboxes that run at once")
    options = parser.parse_args()
    only = frozenset(options.only)
    with open_sandbox(workers=options.workers) as sandbox:
        if options.what == "cost":
            lines = cost_table(sandbox, options.files, only)
        else:
            rows = plant_all(sandbox, Results(options.results), options.files, only, _say, options.per_sort)
            lines = faults_table(rows)
    print("\n".join(lines))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
