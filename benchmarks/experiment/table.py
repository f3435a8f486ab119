"""Tables from results: means over seeds, differences paired by seed, 95 % intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from scipy import stats

from benchmarks.experiment.arms import ARMS
from benchmarks.experiment.results import Result, by_arm

REFERENCE = "frontier"
SIZES = ("frontier, 4 environments", "frontier", "frontier, all environments")
ABLATIONS = (
    ("frontier, controller off", "frontier"),
    ("frontier, curation off", "frontier"),
    ("frontier, all environments, curation off", "frontier, all environments"),
)
"""(arm, what it is compared with)"""

Measure = Callable[[Result], float]


def interval(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean with the 95 % t interval over seeds; (mean, mean, mean) of fewer than two."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return mean, mean, mean
    half = float(stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return mean, mean - half, mean + half


def paired(runs: Mapping[str, Mapping[int, Result]], arm: str, against: str, measure: Measure) -> list[float]:
    """`arm` minus `against`, for the seeds that both have."""
    both = sorted(runs.get(arm, {}).keys() & runs.get(against, {}).keys())
    return [measure(runs[arm][seed]) - measure(runs[against][seed]) for seed in both]


def after(result: Result) -> float:
    return result.rate("after")


def early(result: Result) -> float:
    """Effective share in the first third of the run."""
    return float(np.mean(result.effective_curve[: len(result.effective_curve) // 3]))


def late(result: Result) -> float:
    """Effective share in the last third of the run."""
    return float(np.mean(result.effective_curve[-(len(result.effective_curve) // 3) :]))


def tables(results: Sequence[Result]) -> dict[str, list[str]]:
    """Markdown lines by the name of the table."""
    runs = by_arm(results)
    present = [arm for arm in ARMS if arm in runs]
    return {
        "arms": _arms(runs, present),
        "signal": _signal(runs, present),
        "environments": _environments(runs, [arm for arm in SIZES if arm in runs]),
        "ablations": _ablations(runs, present),
        "seeds": _seeds(runs, present),
    }


def _arms(runs: Mapping[str, Mapping[int, Result]], arms: Sequence[str]) -> list[str]:
    lines = [
        "| arm | after | gain | minus `frontier` | effective prompts | all failed | all passed | level, end "
        "| tokens, k | CPU s | seeds |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for arm in arms:
        own = list(runs[arm].values())
        against = "–" if arm == REFERENCE else _signed(paired(runs, arm, REFERENCE, after))
        lines.append(
            f"| {arm} | {_mean(own, after):.3f} | {_spread([each.gain() for each in own])} | {against} "
            f"| {_mean(own, lambda r: r.effective):.2f} | {_mean(own, lambda r: r.failed):.2f} "
            f"| {_mean(own, lambda r: r.passed):.2f} | {_mean(own, lambda r: r.level):.2f} "
            f"| {_mean(own, lambda r: r.tokens) / 1000:.0f} | {_mean(own, lambda r: r.cpu):.0f} | {len(own)} |"
        )
    return lines


def _signal(runs: Mapping[str, Mapping[int, Result]], arms: Sequence[str]) -> list[str]:
    lines = [
        "| arm | effective prompts, first third | last third | change | last third minus `frontier` |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for arm in arms:
        own = list(runs[arm].values())
        against = "–" if arm == REFERENCE else _signed(paired(runs, arm, REFERENCE, late), 2)
        change = _signed([late(each) - early(each) for each in own], 2)
        lines.append(f"| {arm} | {_mean(own, early):.2f} | {_mean(own, late):.2f} | {change} | {against} |")
    return lines


def _environments(runs: Mapping[str, Mapping[int, Result]], arms: Sequence[str]) -> list[str]:
    lines = [
        "| arm | trained on | gain, all in reach | gain, those trained on | gain, those in reach not trained on |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for arm in arms:
        own = list(runs[arm].values())
        gains = (
            [each.gain() for each in own],
            [each.gain([name for name in each.trained if name in each.reach]) for each in own],
            [each.gain(each.untrained) for each in own if each.untrained],
        )
        lines.append(f"| {arm} | {len(own[0].trained)} | " + " | ".join(map(_signed, gains)) + " |")
    return lines


def _ablations(runs: Mapping[str, Mapping[int, Result]], arms: Sequence[str]) -> list[str]:
    lines = [
        "| taken out | compared with | after | effective prompts | tokens, k |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for arm, whole in ABLATIONS:
        if arm in arms and whole in arms:
            measures = (after, lambda r: r.effective, lambda r: r.tokens / 1000)
            differences = [paired(runs, arm, whole, measure) for measure in measures]
            cells = (_signed(each, digits) for each, digits in zip(differences, (3, 2, 0), strict=True))
            lines.append(f"| {arm} | {whole} | " + " | ".join(cells) + " |")
    return lines


def _seeds(runs: Mapping[str, Mapping[int, Result]], arms: Sequence[str]) -> list[str]:
    seeds = sorted({seed for arm in arms for seed in runs[arm]})
    lines = ["| arm | " + " | ".join(f"seed {seed}" for seed in seeds) + " |", "| --- |" + " ---: |" * len(seeds)]
    first = {seed: next(runs[arm][seed] for arm in arms if seed in runs[arm]) for seed in seeds}
    lines.append("| before | " + " | ".join(f"{first[seed].rate('before'):.3f}" for seed in seeds) + " |")
    for arm in arms:
        rates = [f"{after(runs[arm][seed]):.3f}" if seed in runs[arm] else "–" for seed in seeds]
        lines.append(f"| {arm} | " + " | ".join(rates) + " |")
    return lines


def _mean(results: Sequence[Result], measure: Measure) -> float:
    return float(np.mean([measure(each) for each in results]))


def _spread(values: Sequence[float], digits: int = 3) -> str:
    mean, low, high = interval(values)
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def _signed(values: Sequence[float], digits: int = 3) -> str:
    if not values:
        return "–"
    mean, low, high = interval(values)
    return f"{mean:+.{digits}f} ({low:+.{digits}f} to {high:+.{digits}f})"
