"""See the package's docstring."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.experiment.arms import QUICK, Plan
from benchmarks.experiment.results import read_results, write_results
from scaler.progress import say

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
RESULTS = HERE / "results" / "runs.jsonl"
TRIAL = Path("runs/experiment-quick")
"""Where --quick writes: its numbers mean nothing and must not replace those that do."""
DOCS = ROOT / "docs" / "experiment.md"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.experiment", description="Adaptive against fixed data.")
    parser.add_argument("what", choices=("pool", "run", "table", "plots"))
    parser.add_argument("--out", type=Path, help="runs and instances go here (default: runs/experiment)")
    parser.add_argument("--results", type=Path, help="the results file that is written or shown (default: here)")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the page whose tables are filled; plots go beside it")
    parser.add_argument("--registry", type=Path, default=ROOT / "env_registry")
    parser.add_argument("--locks", type=Path, default=HERE / "locks", help="all.lock and reach.lock, by `pool`")
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each")
    parser.add_argument("--quick", action="store_true", help=f"two arms, two seeds, few steps: into {TRIAL}")
    options = parser.parse_args(arguments)
    options.out = options.out or (TRIAL if options.quick else Path("runs/experiment"))
    options.results = options.results or (TRIAL / "runs.jsonl" if options.quick else RESULTS)
    if options.what == "run":
        from benchmarks.experiment.workers import Job, run_all

        plan = QUICK if options.quick else Plan()
        job = Job(registry=options.registry, locks=options.locks, out=options.out, plan=plan)
        results = run_all(job, options.workers, say)
        write_results(options.results, results)
        say(f"{len(results)} runs: {options.results}")
    elif options.what == "pool":
        from benchmarks.experiment.pool import choose_pools

        choose_pools(options.registry, options.locks, options.out, say)
    elif options.what == "table":
        from benchmarks.experiment.table import tables
        from benchmarks.pages import fill

        made = tables(read_results(options.results))
        say("\n\n".join("\n".join(lines) for lines in made.values()))
        fill(options.docs, made)
    else:
        from benchmarks.experiment.plots import draw_all

        for path in draw_all(read_results(options.results), options.docs.with_suffix("")):
            say(str(path))


if __name__ == "__main__":
    main()
