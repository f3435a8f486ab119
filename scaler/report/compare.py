"""The page that compares runs: the same figures for all, a mean with a band where runs form a group, and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from scaler.files import write_file
from scaler.report import charts, series
from scaler.report.charts import Series
from scaler.report.html import Figure, render, table
from scaler.report.records import Run, read_run
from scaler.report.summary import METRICS, Comparison, compare, label, mean_interval
from scaler.training.records import StepRecord

CURVES: dict[str, Callable[[StepRecord], float | None]] = {
    "Training pass rate": lambda step: step.reward,
    "Effective prompts": lambda step: step.effective_prompts,
    "Mean level of active environments": lambda step: step.mean_level,
    "Tokens a response": lambda step: step.response_tokens,
}
SHARES = ("Training pass rate", "Effective prompts", "Held-out pass rate")


def write_comparison(runs: Sequence[Path], out: Path, by: Sequence[str] = ()) -> Path:
    """Write the page that compares `runs`, grouped `by` keys of run.json, to `out`. The same files, the same bytes.

    ConfigError when a folder holds no run, a file of it is broken, or a run lacks a key.
    """
    write_file(out, _page([read_run(run) for run in runs], by).encode())
    return out


def _page(runs: Sequence[Run], by: Sequence[str]) -> str:
    result = compare(runs, by)
    names = label(runs, by)
    members = {
        group.name: [run for run, name in zip(runs, names, strict=True) if name == group.name]
        for group in result.groups
    }
    return render(
        "compare.html.j2",
        by=by,
        result=result,
        used=[key for key in METRICS if any(key in group.numbers for group in result.groups)],
        grouped=any(len(group.runs) > 1 for group in result.groups),
        panels=_panels(members),
        unfinished=_unfinished(result),
    )


def _panels(members: dict[str, list[Run]]) -> list[Figure]:
    held_out = {name: [dict(_values(run)) for run in runs] for name, runs in members.items()}
    panels = [_panel("Held-out pass rate", held_out, points=True)]
    for title, value in CURVES.items():
        curves = {name: [_curve(run, value) for run in runs] for name, runs in members.items()}
        panels.append(_panel(title, curves))
    tokens = {name: [_tokens(run) for run in runs] for name, runs in members.items()}
    panels.append(_panel("Tokens of responses so far", tokens))
    return [panel for panel in panels if panel is not None]


def _panel(title: str, curves: dict[str, list[dict[int, float]]], *, points: bool = False) -> Figure | None:
    """A line for each group: the mean over its runs at the steps that all of them have, and its 95 % interval."""
    shown, columns = [], {}
    for style, (name, runs) in enumerate(curves.items()):
        steps = sorted(set.intersection(*(set(run) for run in runs)))
        means = [mean_interval([run[step] for run in runs]) for step in steps]
        columns[name] = dict(zip(steps, means, strict=True))
        band = len(runs) > 1
        limit = 1.0 if title in SHARES else np.inf
        shown.append(
            Series(
                [float(step) for step in steps],
                np.array([each.value for each in means]),
                name,
                style,
                dashed=True,
                low=np.array([max(0.0, each.low or 0.0) for each in means]) if band else None,
                high=np.array([min(limit, each.high or 0.0) for each in means]) if band else None,
                points=points,
                shift=-3.0 * (style % 6) if points else 0.0,
            )
        )
    every = sorted({step for column in columns.values() for step in column})
    if not every:
        return None
    rows = []
    for step in table(every):
        found = [columns[name].get(step) for name in columns]
        rows.append([step, *("–" if e is None else f"{e.value:.4g}" + _plus(e.low, e.high) for e in found)])
    ceiling = 1.0 if title in SHARES[:2] else None
    return Figure(title, charts.lines(title, shown, ceiling=ceiling), "", ["step", *columns], rows)


def _plus(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ± {(high - low) / 2:.2g}"


def _curve(run: Run, value: Callable[[StepRecord], float | None]) -> dict[int, float]:
    smooth = series.running([value(step) for step in run.steps])
    return {step.step: float(y) for step, y in zip(run.steps, smooth, strict=True) if np.isfinite(y)}


def _values(run: Run) -> list[tuple[int, float]]:
    return [(step, rate.value) for step, rate in run.held_out()]


def _tokens(run: Run) -> dict[int, float]:
    """Running sum; nothing for a run that did not count them."""
    total, found = 0.0, {}
    for step in run.steps:
        if step.response_tokens is None or step.rollouts is None:
            return {}
        total += step.response_tokens * step.rollouts
        found[step.step] = total
    return found


def _unfinished(result: Comparison) -> list[str]:
    return [
        f"{run.folder} ({run.steps} of {run.steps_planned} steps)"
        for run in result.runs
        if run.steps_planned is not None and run.steps < run.steps_planned
    ]
