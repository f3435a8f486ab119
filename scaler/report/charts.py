"""The report's figures as inline SVG: pure functions of numbers, the same numbers give the same bytes.

Colours and fonts come from the page's style sheet, so that a figure is readable on light and dark paper. What colour
tells, dashes, position or words tell too. Each figure is an image with a sentence for screen readers; its numbers
stand in a table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup, escape

from scaler.report.series import STATES, Floats, Timeline

LEFT, RIGHT, TOP, BOTTOM = 38, 10, 8, 20
DOTS = 160  # at most, of a series; more would be a smear
SHADES = 5
"""Steps of a colour, from faint to full."""


@dataclass(frozen=True)
class Series:
    """A line: `y` may have NaN, which breaks it. `low` and `high` are a band around it, `dots` the single values.

    `style` numbers the colour, and the dashes where lines that are `dashed` must be told apart without it. With
    `points`, values are marked and joined, and bands become bars. `shift` moves all to the right, in pixels, so that
    bars at the same step do not hide each other.
    """

    x: Sequence[float]
    y: Floats
    label: str = ""
    style: int = 0
    dashed: bool = False
    low: Floats | None = None
    high: Floats | None = None
    dots: Floats | None = None
    points: bool = False
    shift: float = 0.0


def lines(
    title: str,
    series: Sequence[Series],
    *,
    floor: float | None = 0.0,
    ceiling: float | None = None,
    reference: float | None = None,
    width: int = 360,
    height: int = 190,
    stairs: bool = False,
) -> Markup:
    """Lines over steps. `floor` and `ceiling` are values that the axis reaches in any case; `reference` is dashed."""
    values = [
        v for each in series for part in (each.y, each.low, each.high, each.dots) if part is not None for v in part
    ]
    known = [value for value in values if math.isfinite(value)]
    known += [value for value in (floor, ceiling) if value is not None]
    xs = [x for each in series for x in each.x]
    y_ticks = ticks(min(known, default=0.0), max(known, default=1.0), 3 if height < 120 else 4)
    low, high = min(known + y_ticks[:1]), max(known + y_ticks[-1:])
    first, last = min(xs, default=0.0), max(xs, default=1.0)
    frame = _Frame(width, height, first, max(last, first + 1), low, high)
    parts = [frame.axes(y_ticks, ticks(first, last, 5 if width > 300 else 3, whole=True))]
    if reference is not None:
        parts.append(f'<path class="reference" d="M{LEFT} {frame.y(reference):.1f}H{width - RIGHT}"/>')
    for each in series:
        parts += _marks(frame, each, stairs=stairs)
    spoken = "; ".join(describe(each) for each in series)
    return _svg(f"{title}. {spoken}", width, height, parts)


def areas(title: str, line: Timeline) -> Markup:
    """How many environments were in which state at each column of a timeline, stacked."""
    width, height = 720, 190
    counts = np.array([(line.state == index).sum(axis=0) for index in range(len(STATES))], dtype=float)
    total = float(counts.sum(axis=0).max(initial=1))
    frame = _Frame(width, height, 0, len(line.ends), 0, total)
    base = np.zeros(len(line.ends))
    parts = []
    for state, row in zip(STATES, counts, strict=True):
        up = [f"{frame.x(i):.1f} {frame.y(b):.1f}H{frame.x(i + 1):.1f}" for i, b in enumerate(base + row)]
        down = [f"{frame.x(i + 1):.1f} {frame.y(base[i]):.1f}H{frame.x(i):.1f}" for i in reversed(range(len(row)))]
        if row.any():
            parts.append(f'<path class="state-{state}" d="M{"L".join([*up, *down])}Z"/>')
        base = base + row
    parts.insert(0, frame.axes(ticks(0, total, 4, whole=True), []))
    parts += [
        _text(frame.x(0), height - 4, f"step {line.ends[0]}", "start"),
        _text(width - RIGHT, height - 4, str(line.ends[-1]), "end"),
    ]
    end = ", ".join(f"{int(row[-1])} {state}" for state, row in zip(STATES, counts, strict=True) if row[-1])
    return _svg(f"{title}. At the last step: {end}", width, height, parts)


def level_map(title: str, shares: Floats, ends: Sequence[int]) -> Markup:
    """A cell for each (level, column), the fuller the larger its share of the column."""
    levels, columns = shares.shape
    width, row = 720, 16 if levels <= 12 else 9
    height = TOP + BOTTOM + row * levels
    step = (width - LEFT - RIGHT) / max(columns, 1)
    parts = []
    for level in range(levels):
        y = TOP + row * (levels - 1 - level)
        if levels <= 12 or level % 5 == 0:
            parts.append(_text(LEFT - 5, y + row / 2 + 4, str(level), "end"))
        for column in range(columns):
            if shares[level, column] > 0:
                place = f'x="{LEFT + step * column:.1f}" y="{y}" width="{step:.1f}" height="{row - 1}"'
                parts.append(f'<rect class="fill" {place} fill-opacity="{0.12 + 0.88 * shares[level, column]:.2f}"/>')
    parts += [
        _text(LEFT, height - 4, f"step {ends[0]}", "start"),
        _text(width - RIGHT, height - 4, str(ends[-1]), "end"),
    ]
    means = (np.arange(levels)[:, None] * shares).sum(axis=0)
    return _svg(f"{title}. Mean level {means[0]:.1f} at first, {means[-1]:.1f} in the end", width, height, parts)


def strip(line: Timeline, row: int, top: float) -> Markup:
    """One environment's life: fuller for a higher level, thin while it rests, hatched from its quarantine on."""
    paths: dict[str, list[str]] = {}
    column, columns = 0, len(line.ends)
    while column < columns:
        kind = _kind(line, row, column, top)
        end = column + 1
        while end < columns and _kind(line, row, end, top) == kind:
            end += 1
        if kind:
            y, height = (4, 2) if kind.startswith("rest") else (0, 10)
            paths.setdefault(kind, []).append(f"M{column} {y}h{end - column}v{height}h-{end - column}z")
        column = end
    body = "".join(f'<path class="{kind}" d="{"".join(d)}"/>' for kind, d in sorted(paths.items()))
    return Markup(
        f'<svg class="strip" viewBox="0 0 {columns} 10" preserveAspectRatio="none" aria-hidden="true">{body}</svg>'
    )


def interval(before: tuple[float, float, float] | None, after: tuple[float, float, float] | None) -> Markup:
    """Two rates with their intervals, (value, low, high) from 0 to 1: hollow above before, filled below after."""
    parts = ['<path class="rule" d="M5 9H195M5 6v6M52.5 6v6M100 6v6M147.5 6v6M195 6v6"/>']
    for rate, y, kind in ((before, 5, "before"), (after, 13, "after")):
        if rate is not None:
            value, low, high = (5 + 190 * each for each in rate)
            parts.append(f'<path class="{kind}" d="M{low:.1f} {y}H{high:.1f}"/>')
            parts.append(f'<circle class="{kind}" cx="{value:.1f}" cy="{y}" r="3.2"/>')
    return Markup(f'<svg class="interval" viewBox="0 0 200 18" aria-hidden="true">{"".join(parts)}</svg>')


def swatch(style: int) -> Markup:
    """The line of a series, for a legend."""
    path = f'<path class="line {_style(style, dashed=True)}" d="M0 5H28"/>'
    return Markup(f'<svg class="swatch" viewBox="0 0 28 10" aria-hidden="true">{path}</svg>')


def ticks(low: float, high: float, count: int, *, whole: bool = False) -> list[float]:
    """Round numbers from `low` to `high`, about `count` of them and at least one; whole numbers where wanted."""
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** math.floor(math.log10(span / count))
    size *= next(factor for factor in (1, 2, 2.5, 5, 10) if span / (size * factor) <= count)
    if whole:
        size = max(1.0, math.ceil(size))
    start = math.ceil(low / size - 1e-9)
    return [round(index * size, 10) for index in range(start, math.floor(high / size + 1e-9) + 1)] or [low]


def short(value: float) -> str:
    """A number in few characters: `0.25`, `12`, `1.5k`."""
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= limit:
            return f"{value / (1e3 if unit == 'k' else limit):.3g}{unit}"
    return f"{value:.0f}" if value == int(value) else f"{value:.3g}"


def describe(series: Series) -> str:
    """A line in words: where it begins, where it ends, and between what it moves."""
    known = [(x, value) for x, value in zip(series.x, series.y, strict=True) if math.isfinite(value)]
    name = f"{series.label}: " if series.label else ""
    if not known:
        return f"{name}no values"
    values = [value for _, value in known]
    text = f"{name}{short(known[0][1])} at step {short(known[0][0])}"
    if len(known) > 1:
        text += f", {short(known[-1][1])} at step {short(known[-1][0])}"
        text += f", between {short(min(values))} and {short(max(values))}"
    return text


@dataclass(frozen=True)
class _Frame:
    width: int
    height: int
    first: float
    last: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return LEFT + (value - self.first) / (self.last - self.first) * (self.width - LEFT - RIGHT)

    def y(self, value: float) -> float:
        inner = self.height - TOP - BOTTOM
        return TOP + inner - (value - self.low) / ((self.high - self.low) or 1.0) * inner

    def axes(self, y_ticks: Sequence[float], x_ticks: Sequence[float]) -> str:
        grid = "".join(f"M{LEFT} {self.y(value):.1f}H{self.width - RIGHT}" for value in y_ticks)
        labels = [_text(LEFT - 5, self.y(value) + 4, short(value), "end") for value in y_ticks]
        labels += [_text(self.x(value), self.height - 4, short(value), "middle") for value in x_ticks]
        return f'<path class="grid" d="{grid}"/>{"".join(labels)}'


def _style(number: int, *, dashed: bool) -> str:
    """Eight colours times four kinds of dashes, the first of them solid; both change from one number to the next."""
    return f"s{number % 8} d{(number + number // 8) % 4 if dashed else 0}"


def _marks(frame: _Frame, series: Series, *, stairs: bool) -> list[str]:
    style = _style(series.style, dashed=series.dashed)
    places = [(frame.x(x) + series.shift, y) for x, y in zip(series.x, series.y, strict=True)]
    parts = []
    if series.low is not None and series.high is not None:
        bounds = [
            (x, frame.y(a), frame.y(b))
            for (x, _), a, b in zip(places, series.low, series.high, strict=True)
            if math.isfinite(a) and math.isfinite(b)
        ]
        if series.points:
            bars = "".join(f"M{x:.1f} {a:.1f}V{b:.1f}" for x, a, b in bounds)
            parts.append(f'<path class="line s{series.style % 8}" d="{bars}"/>')
        elif len(bounds) > 1:
            there = [f"{x:.1f} {a:.1f}" for x, a, _ in bounds]
            back = [f"{x:.1f} {b:.1f}" for x, _, b in reversed(bounds)]
            parts.append(f'<path class="band {style}" d="M{"L".join([*there, *back])}Z"/>')
    if series.dots is not None:
        every = max(1, len(series.dots) // DOTS)
        dots = [(x, dot) for (x, _), dot in list(zip(places, series.dots, strict=True))[::every] if math.isfinite(dot)]
        parts.append(f'<path class="dots {style}" d="{"".join(f"M{x:.1f} {frame.y(dot):.1f}h0" for x, dot in dots)}"/>')
    path, pen = [], False
    for x, y in places:
        if not math.isfinite(y):
            pen = False
            continue
        path.append(
            f"H{x:.1f}V{frame.y(y):.1f}" if pen and stairs else f"{'L' if pen else 'M'}{x:.1f} {frame.y(y):.1f}"
        )
        pen = True
    parts.append(f'<path class="line {style}" d="{"".join(path)}"/>')
    if series.points:
        dots = [(x, frame.y(y)) for x, y in places if math.isfinite(y)]
        parts += [f'<circle class="point {style}" cx="{x:.1f}" cy="{y:.1f}" r="3.2"/>' for x, y in dots]
    return parts


def _kind(line: Timeline, row: int, column: int, top: float) -> str:
    state, level = STATES[line.state[row, column]], line.level[row, column]
    if state == "quarantined":
        return "quarantine"
    if state == "resting":
        return "rest"
    if state == "waiting" or not math.isfinite(level):
        return ""
    return f"shade{min(SHADES - 1, int(level / (top or 1.0) * SHADES))}"


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(spoken: str, width: int, height: int, parts: Sequence[str]) -> Markup:
    head = f'viewBox="0 0 {width} {height}" role="img" aria-label="{escape(spoken)}"'
    return Markup(f'<svg class="chart" {head}>{"".join(parts)}</svg>')
