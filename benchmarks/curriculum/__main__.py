"""See the package's docstring."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from benchmarks.curriculum import plots
from benchmarks.curriculum.runs import Runs
from benchmarks.curriculum.scenarios import ABLATIONS, POLICIES, RIVALS, SHORT, STANDARD, WORLDS
from benchmarks.curriculum.summary import ablation_table, robustness_table, standard_table
from benchmarks.curriculum.world import WorldConfig
from benchmarks.pages import fill

FIRST_SEED = 100
"""Seeds below were used while the policies were tuned."""

QUICK = {"environments": 60, "held_out": 20, "steps": 20, "groups": 8}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What curricula are worth in a simulated learner.")
    parser.add_argument("--out", type=Path, default=Path("build/curriculum"), help="runs, tables and plots go here")
    parser.add_argument("--seeds", type=int, default=20, help="worlds for each cell of the tables")
    parser.add_argument(
        "--docs", type=Path, help="also put the tables into this page, the plots into a folder beside it"
    )
    parser.add_argument("--show", action="store_true", help="run nothing: tables of the runs that are there")
    parser.add_argument("--quick", action="store_true", help="tiny worlds, one seed: numbers without meaning")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    seeds = range(FIRST_SEED, FIRST_SEED + (1 if options.quick else options.seeds))
    runs = Runs(options.out / ("quick.jsonl" if options.quick else "runs.jsonl"))
    worlds: Mapping[str, WorldConfig] = {"standard": STANDARD, **WORLDS}
    if options.quick:
        worlds = {name: world.but(**QUICK) for name, world in worlds.items()}
    rivals = {name: POLICIES[name] for name in RIVALS}
    policies = {"standard": POLICIES, SHORT: {**rivals, **ABLATIONS}}
    for name, world in worlds.items() if not options.show else ():
        runs.make(name, world, policies.get(name, rivals), seeds, print)
    tables = {
        "standard": standard_table(runs, seeds),
        "robustness": robustness_table(runs, seeds),
        "ablation": ablation_table(runs, seeds),
    }
    for name, lines in tables.items():
        (options.out / f"{name}.md").write_text("\n".join(lines) + "\n")
        print("\n" + "\n".join(lines))
    folders = [options.out]
    if options.docs is not None:
        fill(options.docs, tables)
        folders.append(options.docs.with_suffix(""))
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        plots.gain(runs, seeds, folder / "gain.svg")
        plots.robustness(runs, seeds, folder / "robustness.svg")


if __name__ == "__main__":
    main()
