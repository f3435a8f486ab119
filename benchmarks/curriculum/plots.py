"""Two figures for the docs, as SVG; the same runs give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib.style
import numpy as np
from matplotlib.figure import Figure

from benchmarks.curriculum.runs import Runs
from benchmarks.curriculum.scenarios import STANDARD, WORLDS
from benchmarks.curriculum.summary import FRONTIER, PAPER, interval, ratios
from benchmarks.pages import STYLE

SHOWN = {
    "oracle": ("#5a6472", "--"),
    "frontier, posterior of an earlier run": ("#0a2747", "-"),
    "frontier, measured guess floors": ("#1f5fa8", "-"),
    "frontier": ("#6ea3d4", "-"),
    "paper, released code": ("#b3541e", "-"),
    "linear": ("#8d8d8d", "-."),
    "uniform": ("#8d8d8d", ":"),
    "RLVE's rule": ("#8d8d8d", "-"),
}


def gain(runs: Runs, seeds: Sequence[int], path: Path) -> None:
    """Held-out gain over the run in the standard world, median over seeds."""
    with matplotlib.style.context(["default", STYLE]):
        figure = Figure(figsize=(7.5, 4), layout="constrained")
        axes = figure.subplots()
        for policy, (colour, dash) in SHOWN.items():
            curves = [runs["standard", policy, seed].curve for seed in seeds if ("standard", policy, seed) in runs]
            if curves:
                curve = 100 * np.median(np.array(curves), axis=0)
                x = STANDARD.steps * np.arange(1, len(curve) + 1) / len(curve)
                axes.plot(x, curve, dash, color=colour, linewidth=1.5, label=policy)
        axes.set(xlabel="steps of 64 groups of 8 rollouts", ylabel="held-out gain, percentage points")
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        _save(figure, path)


def robustness(runs: Runs, seeds: Sequence[int], path: Path) -> None:
    """How much further frontier gets than the paper's rule in each world, with 95 % intervals."""
    times = {world: ratios(runs, world, FRONTIER, PAPER, seeds) for world in WORLDS}
    shown = sorted((world for world in times if times[world]), key=lambda world: np.median(times[world]))
    with matplotlib.style.context(["default", STYLE]):
        figure = Figure(figsize=(7.5, 0.9 + 0.19 * len(shown)), layout="constrained")
        axes = figure.subplots()
        axes.axvline(1, color="#5a6472", linewidth=0.8)
        for row, world in enumerate(shown):
            axes.plot(interval(times[world]), [row, row], color="#6ea3d4", linewidth=2)
            axes.plot(np.median(times[world]), row, "o", color="#1f5fa8", markersize=4)
        axes.set_yticks(range(len(shown)), shown)
        axes.set(xlabel="held-out gain of frontier, as a multiple of the paper's released rule")
        axes.spines[["top", "right"]].set_visible(False)
        _save(figure, path)


def _save(figure: Figure, path: Path) -> None:
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
