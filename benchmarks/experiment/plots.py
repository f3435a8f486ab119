"""The plots, from results: effective prompts and levels over the run, and what each arm gained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.experiment.arms import ARMS
from benchmarks.experiment.results import Result, by_arm
from benchmarks.experiment.table import interval
from benchmarks.pages import STYLE

SHOWN = {
    "frontier": ("#1f5fa8", "-"),
    "paper": ("#b3541e", "-"),
    "fixed, filtered": ("#4c8c4a", "--"),
    "fixed": ("#4a4a4a", "-."),
    "uniform": ("#8d8d8d", ":"),
}
Runs = Mapping[str, Mapping[int, Result]]


def draw_all(results: Sequence[Result], folder: Path) -> list[Path]:
    """Write the plots to `folder`; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    runs = by_arm(results)
    made = []
    with matplotlib.style.context(["default", STYLE]):
        for name, draw in (("signal", _signal), ("levels", _levels), ("gain", _gain)):
            figure = Figure(figsize=(7.5, 3.6 if name != "gain" else 4.2), layout="constrained")
            axes = figure.subplots()
            draw(axes, runs)
            axes.spines[["top", "right"]].set_visible(False)
            made.append(folder / f"{name}.svg")
            figure.savefig(made[-1], format="svg", metadata={"Date": None, "Creator": None})
    return made


def _signal(axes: Axes, runs: Runs) -> None:
    _curves(axes, runs, lambda result: result.effective_curve)
    axes.set(ylabel="share of prompts with 0 < pass rate < 1", ylim=(0, 1))
    axes.legend(frameon=False, ncols=3, loc="upper center")


def _levels(axes: Axes, runs: Runs) -> None:
    _curves(axes, runs, lambda result: result.level_curve)
    axes.set(ylabel="mean level of the draws", ylim=(0, None))
    axes.legend(frameon=False, ncols=3, loc="lower center")


def _curves(axes: Axes, runs: Runs, curve: Callable[[Result], list[float]]) -> None:
    """Means over seeds, with 95 % intervals shaded."""
    for arm, (colour, dash) in SHOWN.items():
        if arm not in runs:
            continue
        own = list(runs[arm].values())
        bands = np.array([interval(values) for values in zip(*(curve(each) for each in own), strict=True)])
        x = own[0].steps * (np.arange(len(bands)) + 0.5) / len(bands)
        axes.plot(x, bands[:, 0], dash, color=colour, linewidth=1.5, label=arm)
        axes.fill_between(x, bands[:, 1], bands[:, 2], color=colour, alpha=0.15, linewidth=0)
    axes.set(xlabel="step (16 prompts, 8 rollouts each)")


def _gain(axes: Axes, runs: Runs) -> None:
    """A dot for each seed, the mean and its 95 % interval for each arm."""
    arms = [arm for arm in ARMS if arm in runs][::-1]
    for row, arm in enumerate(arms):
        gains = [result.gain() for result in runs[arm].values()]
        mean, low, high = interval(gains)
        axes.plot([low, high], [row, row], color="#6ea3d4", linewidth=2)
        axes.plot(gains, [row] * len(gains), "o", color="#8d8d8d", markersize=3)
        axes.plot(mean, row, "o", color="#1f5fa8", markersize=5)
    axes.axvline(0, color="#5a6472", linewidth=0.8)
    axes.set_yticks(range(len(arms)), arms)
    axes.set(xlabel="gain of the held-out pass rate, environments in reach")
