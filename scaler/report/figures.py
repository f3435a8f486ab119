"""The report's figures: matplotlib, drawn without a display, as SVG to stand inside a page.

The same run gives the same bytes. Text stays text; names are never read as mathematics. What colour tells, shape or
position tells too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from scaler.report.records import Rate, Step

K = TypeVar("K")
P = ParamSpec("P")

WIDTH = 11.2  # inches; at 72 points an inch the page shows it 1.4 times as large
METADATA = ("Date", "Creator", "Format", "Type")  # left out: a date would change the bytes
INK, MUTED, GRID, BLUE, RUST = "#1b1f24", "#5a6472", "#e3e7ec", "#1f5fa8", "#b3541e"
LEVELS = ("#d3e3f3", "#6ea3d4", "#1f5fa8", "#0a2747")  # lightness falls evenly; the lightest is not blank
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "scaler",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same layout on every machine
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "axes.edgecolor": "#9aa4b0",
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "lines.linewidth": 1.5,
    "legend.frameon": False,
}


def _drawn(draw: Callable[P, Figure]) -> Callable[P, str]:
    """Draw in the report's style, whatever the user's matplotlibrc says, and return the figure as an <svg> element.

    It is hidden from screen readers, since the page describes it, and its ids are unique within a page.
    """

    @wraps(draw)
    def svg(*args: P.args, **kwargs: P.kwargs) -> str:
        buffer = io.StringIO()
        with matplotlib.style.context(["default", STYLE]):
            draw(*args, **kwargs).savefig(buffer, format="svg", metadata=dict.fromkeys(METADATA))
        text = buffer.getvalue()
        text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{draw.__name__}-", text[text.index("<svg") :])
        return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)

    return svg


@_drawn
def training(steps: Sequence[Step]) -> Figure:
    """Reward, effective prompts and mean level over the steps."""
    figure = _figure(2.5)
    reward, effective, level = figure.subplots(1, 3, sharex=True)
    x = [step.step for step in steps]
    _trend(reward, x, [step.reward for step in steps], BLUE)
    reward.set_title("Mean reward")
    _trend(effective, x, [step.effective_prompts for step in steps], RUST)
    effective.set(title="Effective prompts (share of groups)", ylim=(0, 1.05))
    level.plot(x, [step.mean_level for step in steps], color=INK)
    level.set(
        title="Mean level of the active environments", ylim=(0, 1.1 * max(step.mean_level for step in steps) + 0.1)
    )
    for panel in (reward, effective, level):
        panel.set_xlabel("step")
        panel.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    return figure


@_drawn
def environments(steps: Sequence[Step], names: Sequence[str]) -> Figure:
    """One cell for each of `names`: its pass rate above, its level below; lines break while it is not active."""
    columns = 4
    rows = -(-len(names) // columns)
    figure = _figure(1.95 * rows)
    top = max(entry.level for step in steps for name, entry in step.environments.items() if name in names)
    active = [frozenset(step.active) for step in steps]
    for index, (cell, name) in enumerate(
        zip(figure.subfigures(rows, columns, squeeze=False, hspace=0.06).flat, names, strict=False)
    ):
        above, below = cell.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [1.2, 1]})
        visits = [
            (step.step, step.environments.get(name))
            for step, present in zip(steps, active, strict=True)
            if name in step.environments or name not in present
        ]
        x = [step for step, _ in visits]
        above.axhline(0.5, color=MUTED, linewidth=0.7, linestyle=(0, (3, 3)))
        _trend(above, x, [entry.pass_rate if entry else None for _, entry in visits], RUST)
        above.set(title=_short(name, 30), ylim=(-0.05, 1.05), yticks=[0, 0.5, 1])
        below.step(x, [entry.level if entry else np.nan for _, entry in visits], where="post", color=BLUE)
        below.set(ylim=(-0.05 * top - 0.05, 1.08 * top + 0.1), xlim=(steps[0].step - 1, steps[-1].step + 1))
        below.yaxis.set_major_locator(MaxNLocator(3, integer=True))
        below.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        if index % columns == 0:
            above.set_ylabel("pass rate")
            below.set_ylabel("level")
            cell.align_ylabels()
    return figure


@_drawn
def active_set(steps: Sequence[Step], names: Sequence[str]) -> Figure:
    """A row for each of `names`, a column a step: blank when not active, else darker for a higher level."""
    labelled = len(names) <= 64
    height = 0.9 + (0.22 * len(names) if labelled else min(10.0, 0.04 * len(names)))
    figure = _figure(height)
    axes = figure.subplots()
    axes.grid(visible=False)
    image = axes.imshow(
        _raster(steps, names),
        aspect="auto",
        interpolation="none",
        cmap=LinearSegmentedColormap.from_list("level", LEVELS),
        vmin=0,
        extent=(steps[0].step - 0.5, steps[-1].step + 0.5, len(names), 0),
    )
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.set_xlabel("step")
    if labelled:
        axes.set_yticks(np.arange(len(names)) + 0.5, [_short(name, 44) for name in names], color=INK)
    else:
        axes.set_yticks([])
        axes.set_ylabel(f"{len(names)} environments, in the order they joined")
    bar = figure.colorbar(image, ax=axes, label="level", pad=0.015, fraction=0.02, shrink=min(1, 1.5 / height))
    bar.ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    return figure


@_drawn
def held_out(before: Mapping[str, Rate], after: Mapping[str, Rate], names: Sequence[str]) -> Figure:
    """Pass rate of each of `names` before and after, with 95 % intervals."""
    figure = _figure(0.95 + 0.34 * len(names))
    axes = figure.subplots()
    for row, name in enumerate(names):
        if name in before and name in after:
            axes.plot([before[name].value, after[name].value], [row, row], color=GRID, linewidth=5, zorder=1)
    rows = {name: float(row) for row, name in enumerate(names)}
    _points(axes, before, {name: row - 0.13 for name, row in rows.items()}, filled=False, horizontal=True)
    _points(axes, after, {name: row + 0.13 for name, row in rows.items()}, filled=True, horizontal=True)
    axes.set_yticks(range(len(names)), [_short(name, 44) for name in names], color=INK)
    axes.set(xlim=(-0.01, 1.01), ylim=(len(names) - 0.4, -0.6), xlabel="held-out pass rate")
    axes.grid(axis="y", visible=False)
    _legend(axes)
    return figure


@_drawn
def held_out_levels(before: Mapping[int, Rate], after: Mapping[int, Rate]) -> Figure:
    """Pass rate of each level over all environments, before and after, with 95 % intervals."""
    figure = _figure(2.9)
    axes = figure.subplots()
    levels = sorted(before.keys() | after.keys())
    _points(axes, before, {level: level - 0.06 for level in levels}, filled=False, horizontal=False)
    _points(axes, after, {level: level + 0.06 for level in levels}, filled=True, horizontal=False)
    axes.set(ylim=(-0.02, 1.02), xlabel="level", ylabel="held-out pass rate", xticks=levels)
    axes.set_xlim(levels[0] - 0.5, levels[-1] + 0.5)
    axes.grid(axis="x", visible=False)
    _legend(axes)
    return figure


def _figure(height: float) -> Figure:
    return Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(h_pad=0.05, w_pad=0.05, hspace=0, wspace=0))


def _trend(axes: Axes, x: Sequence[int], values: Sequence[float | None], colour: str) -> None:
    """Each value as a faint dot, and the mean over the last tenth of `x` as a line; None leaves a gap."""
    y = np.array([np.nan if value is None else value for value in values], dtype=float)
    known = np.isfinite(y)
    width = max(1, len(y) // 10)
    sums, counts = (np.convolve(series, np.ones(width))[: len(y)] for series in (np.where(known, y, 0), known))
    axes.plot(x, y, "o", color=colour, alpha=0.3, markersize=2.5, markeredgewidth=0)
    axes.plot(x, np.where(known, sums / np.maximum(counts, 1), np.nan), color=colour)


def _points(axes: Axes, rates: Mapping[K, Rate], places: Mapping[K, float], *, filled: bool, horizontal: bool) -> None:
    shown = [key for key in places if key in rates]
    value = np.array([rates[key].value for key in shown])
    bounds = np.array([rates[key].interval() for key in shown]).reshape(-1, 2)
    spread = np.abs(bounds.T - value)
    place = np.array([places[key] for key in shown])
    colour = BLUE if filled else MUTED
    x, y = (value, place) if horizontal else (place, value)
    axes.errorbar(
        x,
        y,
        xerr=spread if horizontal else None,
        yerr=None if horizontal else spread,
        fmt="o",
        markersize=5.5,
        color=colour,
        markerfacecolor=colour if filled else "white",
        elinewidth=1.1,
        label="after training" if filled else "before training",
    )


def _legend(axes: Axes) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2, handletextpad=0.4)


def _raster(steps: Sequence[Step], names: Sequence[str]) -> np.ma.MaskedArray[tuple[int, int], np.dtype[np.float64]]:
    row = {name: i for i, name in enumerate(names)}
    level = dict.fromkeys(names, 0.0)
    cells = np.full((len(names), steps[-1].step - steps[0].step + 1), np.nan)
    for step in steps:
        level.update((name, entry.level) for name, entry in step.environments.items())
        for name in step.active:
            cells[row[name], step.step - steps[0].step] = level[name]
    return np.ma.masked_invalid(cells)


def _short(name: str, length: int) -> str:
    return name if len(name) <= length else f"{name[: length - 1]}…"
