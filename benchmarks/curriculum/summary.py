"""Tables from runs: medians over seeds, with intervals, policies paired by seed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from benchmarks.curriculum.runs import Runs
from benchmarks.curriculum.scenarios import ABLATIONS, POLICIES, SHORT, WORLDS
from benchmarks.curriculum.simulate import Result

RESAMPLES = 2000
STANDARD, ORACLE, FRONTIER, PAPER = "standard", "oracle", "frontier", "paper, released code"


def interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % bootstrap interval of the median; seeded, so that a table is the same each time."""
    rng = np.random.default_rng(0)
    medians = np.median(rng.choice(values, (RESAMPLES, len(values))), axis=1)
    low, high = np.quantile(medians, [0.025, 0.975])
    return float(low), float(high)


def ratios(runs: Runs, world: str, policy: str, against: str, seeds: Iterable[int]) -> list[float]:
    """Held-out area of `policy` as a multiple of that of `against`, for the seeds that both have run and gained in."""
    both = [seed for seed in seeds if (world, policy, seed) in runs and (world, against, seed) in runs]
    areas = [(runs[world, policy, seed].area, runs[world, against, seed].area) for seed in both]
    return [area / other for area, other in areas if other > 0]


def standard_table(runs: Runs, seeds: Sequence[int]) -> list[str]:
    """Markdown: every policy in the standard world."""
    lines = [
        "| policy | share of oracle | 95 % | × paper, released | effective groups | coverage | entropy "
        "| groups on broken | broken found | groups to find | sound flagged | seeds |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for policy in POLICIES:
        results = [runs[STANDARD, policy, seed] for seed in seeds if (STANDARD, policy, seed) in runs]
        if results:
            shares = ratios(runs, STANDARD, policy, ORACLE, seeds)
            times = ratios(runs, STANDARD, policy, PAPER, seeds)
            lines.append(
                f"| {policy} | {_spread(shares)} | {_number(times, '.2f')} "
                f"| {_of(results, lambda r: r.effective, '.2f')} | {_of(results, lambda r: r.coverage, '.2f')} "
                f"| {_of(results, lambda r: r.entropy, '.2f')} | {_of(results, lambda r: r.broken, '.2%')} "
                f"| {_of(results, lambda r: r.found, '.1%')} | {_of(results, lambda r: r.to_find, '.0f')} "
                f"| {_of(results, lambda r: r.false, '.2%')} | {len(results)} |"
            )
    return lines


def robustness_table(runs: Runs, seeds: Sequence[int]) -> list[str]:
    """Markdown: frontier against the paper's rule in every world of the sheet."""
    lines = [
        "| world | frontier × paper, released | 95 % | seeds won | frontier, share of oracle | groups on broken "
        "| sound flagged |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for world in WORLDS:
        times = ratios(runs, world, FRONTIER, PAPER, seeds)
        if times:
            results = [runs[world, FRONTIER, seed] for seed in seeds if (world, FRONTIER, seed) in runs]
            shares = ratios(runs, world, FRONTIER, ORACLE, seeds)
            lines.append(
                f"| {world} | {_spread(times)} | {sum(each > 1 for each in times)} of {len(times)} "
                f"| {_number(shares, '.2f')} | {_of(results, lambda r: r.broken, '.2%')} "
                f"| {_of(results, lambda r: r.false, '.2%')} |"
            )
    return lines


def ablation_table(runs: Runs, seeds: Sequence[int]) -> list[str]:
    """Markdown: frontier with one ingredient changed, against frontier as it is."""
    lines = ["| change | × frontier | 95 % | seeds |", "| --- | ---: | ---: | ---: |"]
    for policy in ABLATIONS:
        times = ratios(runs, SHORT, policy, FRONTIER, seeds)
        if times:
            lines.append(f"| {policy} | {_spread(times, 3)} | {len(times)} |")
    return lines


def _spread(values: Sequence[float], digits: int = 2) -> str:
    if not values:
        return "– | –"
    low, high = interval(values)
    return f"{np.median(values):.{digits}f} | {low:.{digits}f}–{high:.{digits}f}"


def _number(values: Sequence[float], form: str) -> str:
    return format(np.median(values), form) if values else "–"


def _of(results: Sequence[Result], get: Callable[[Result], float | None], form: str) -> str:
    return _number([value for result in results if (value := get(result)) is not None], form)
