"""A picture of model profiles: frontier and pass rate of every environment, with 95 % credible intervals."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from scaler.evaluation.contract import Interval
from scaler.evaluation.profile import EnvironmentProfile, Profile
from scaler.files import write_file

INK, MUTED, GRID, BLUE, RUST = "#1b1f24", "#5a6472", "#e3e7ec", "#1f5fa8", "#b3541e"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "scaler",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
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
    "legend.frameon": False,
}
METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))  # left out: a date would change the bytes

MARKS = ((BLUE, "o"), (RUST, "s"), (INK, "^"), (MUTED, "D"))
"""Colour and marker of the first, second, ... profile, again from the start after the last."""


def write_profile_figure(path: Path, profiles: Sequence[Profile], names: Sequence[str] | None = None) -> None:
    """Draw the profiles into an SVG file; `names` are their labels, by default the models'.

    Rows are the environments of all profiles, those that the first profile finds hardest at the bottom. A grey bar is
    the extent of the ladder; a star marks an environment that the model was not trained on, where that is known.
    """
    labels = names or [profile.model for profile in profiles]
    rows = _rows(profiles)
    with matplotlib.style.context(["default", STYLE]):
        figure = Figure(figsize=(11.2, 1.2 + 0.3 * len(rows)), layout=ConstrainedLayoutEngine(w_pad=0.08))
        frontier, rate = figure.subplots(1, 2, sharey=True, width_ratios=[1.4, 1])
        for row, environment in enumerate(rows.values()):
            frontier.plot(
                [0, environment.levels - 1], [row, row], color=GRID, linewidth=7, solid_capstyle="butt", zorder=1
            )
        for index, (profile, label) in enumerate(zip(profiles, labels, strict=True)):
            found = {each.environment: each for each in profile.environments}
            shift = 0.0 if len(profiles) == 1 else 0.36 * (index / (len(profiles) - 1) - 0.5)
            places = [row + shift for row, ref in enumerate(rows) if ref in found]
            shown = [found[ref] for ref in rows if ref in found]
            for axes, values in ((frontier, [e.frontier for e in shown]), (rate, [e.rate for e in shown])):
                colour, marker = MARKS[index % len(MARKS)]
                axes.errorbar(
                    [value.value for value in values],
                    places,
                    xerr=_spread(values),
                    fmt=marker,
                    markersize=4.5,
                    color=colour,
                    elinewidth=1.1,
                    label=label,
                )
        frontier.set_yticks(range(len(rows)), [_label(each) for each in rows.values()], color=INK)
        frontier.set(xlabel="frontier: the level where the pass rate is 1/2", ylim=(len(rows) - 0.4, -0.6))
        rate.set(xlabel="pass rate over all levels", xlim=(-0.02, 1.02))
        for axes in (frontier, rate):
            axes.grid(axis="y", visible=False)
        frontier.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2, handletextpad=0.4)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="svg", metadata=METADATA)
    write_file(path, buffer.getvalue())


def _rows(profiles: Sequence[Profile]) -> dict[str, EnvironmentProfile]:
    rows: dict[str, EnvironmentProfile] = {}
    for profile in profiles:
        for each in sorted(
            profile.environments, key=lambda e: (e.frontier.value / e.levels, e.rate.value), reverse=True
        ):
            rows.setdefault(each.environment, each)
    return rows


def _spread(values: Sequence[Interval]) -> list[list[float]]:
    return [[v.value - v.low for v in values], [v.high - v.value for v in values]]


def _label(environment: EnvironmentProfile) -> str:
    return f"{environment.environment}{' *' if environment.trained is False else ''}"
