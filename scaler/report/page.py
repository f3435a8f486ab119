"""The page of one run: a self-contained HTML file with inline figures, no script and nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from markupsafe import Markup

from scaler.evaluation import Evaluation
from scaler.files import write_file
from scaler.report import charts, series
from scaler.report.charts import Series
from scaler.report.html import Figure, percent, render, span, table
from scaler.report.records import Rate, Run, rates, read_run
from scaler.report.series import History, Timeline
from scaler.report.summary import alarms
from scaler.training.records import StepRecord
from scaler.training.watch import Alarm

SHOWN = 12
"""Environments that are drawn in full at most; the table has all of them."""

OPEN = 40
"""Rows up to which a table is open when the page is."""


@dataclass(frozen=True)
class Tile:
    """A number worth reading first: what it is, its value, and a line of context."""

    label: str
    value: str
    note: str


def write_report(run: Path, out: Path | None = None) -> Path:
    """Write the run's page to `out`, or to `report.html` in its folder, and return the path.

    Reads metrics.jsonl, evaluation.json, validation.jsonl, run.json and funnel.json, as far as they are there. The
    same files give the same bytes. ConfigError when the folder holds no run or a file of it is broken; an old report
    then stays.
    """
    path = run / "report.html" if out is None else out
    write_file(path, _page(read_run(run)).encode())
    return path


def _page(run: Run) -> str:
    raised = alarms(run)
    return render(
        "page.html.j2",
        run=run,
        extra={key: run.settings[key] for key in run.settings if key not in SAID},
        lock_changes=run.setting("lock_changes") or [],
        alarms=raised,
        tiles=tiles(run, raised),
        evaluation=_evaluation(run.evaluation) if run.evaluation else None,
        validation=_validation(run),
        training=_training(run.steps) if run.steps else None,
        environments=_environments(run.steps) if run.steps else None,
    )


SAID = ("model", "steps", "lock", "lock_digest", "policy", "seed", "started", "seconds", "lock_changes", "config")
"""Keys of run.json that the page's head shows, and `config`, too long for it; others are shown as they stand."""


def tiles(run: Run, raised: Sequence[Alarm]) -> list[Tile]:
    """What to read first of a run."""
    tiles = []
    if run.evaluation:
        before, after = (rates(cells, lambda _: "all") for cells in (run.evaluation.before, run.evaluation.after))
        if before and after:
            value = f"{percent(before['all'].value)} → {percent(after['all'].value)}"
            note = f"95 %: {span(*before['all'].interval())} → {span(*after['all'].interval())}"
            tiles.append(Tile("Held-out pass rate", value, note))
    if run.steps:
        first, last = run.steps[0], run.steps[-1]
        ratios = [step.effective_prompts for step in run.steps if step.effective_prompts is not None]
        visited = {name for step in run.steps for name in step.environments}
        reasons = ", ".join(f"{count} {reason}" for reason, count in last.replaced.items() if count)
        counts = [each.response_tokens * each.rollouts for each in run.steps if each.response_tokens and each.rollouts]
        tiles.append(Tile("Mean level", f"{first.mean_level:.1f} → {last.mean_level:.1f}", "of active environments"))
        if ratios:
            mean = sum(ratios) / len(ratios)
            tiles.append(Tile("Effective prompts", percent(mean), "groups with 0 < pass rate < 1, mean over steps"))
        tiles.append(
            Tile(
                "Environments drawn",
                f"{len(visited):,}",
                f"{sum(last.replaced.values())} replaced ({reasons})" if reasons else "by the curriculum's choice",
            )
        )
        if len(counts) == len(run.steps):
            tiles.append(
                Tile("Tokens of responses", charts.short(float(round(sum(counts)))), f"in {len(counts):,} steps")
            )
        tiles.append(Tile("Alarms", f"{len(raised)}", "see below what to do" if raised else "none was raised"))
    return tiles


def _evaluation(evaluation: Evaluation) -> dict[str, object] | None:
    before, after = (rates(cells, lambda cell: cell.environment) for cells in (evaluation.before, evaluation.after))
    low, high = (rates(cells, lambda cell: cell.level) for cells in (evaluation.before, evaluation.after))
    if not before and not after:
        return None
    names = sorted(before.keys() | after.keys(), key=lambda name: (-_value(after, name), -_value(before, name), name))
    shown = [names[i * len(names) // SHOWN] for i in range(SHOWN)] if len(names) > OPEN else names
    return {
        "names": names,
        "shown": shown,
        "before": before,
        "after": after,
        "levels": sorted(low.keys() | high.keys()),
        "level_before": low,
        "level_after": high,
        "unscored": sum(cell.unscored for cell in (*evaluation.before, *evaluation.after)),
    }


def _validation(run: Run) -> Figure | None:
    points = run.held_out()
    if len(points) < 3:
        return None  # before and after alone: the table below says it
    steps = [step for step, _ in points]
    bounds = np.array([rate.interval() for _, rate in points])
    line = Series(steps, np.array([rate.value for _, rate in points]), low=bounds[:, 0], high=bounds[:, 1], points=True)
    rows = [(step, percent(rate.value), span(*rate.interval()), f"{rate.scored:,}") for step, rate in points]
    return Figure(
        "Held-out pass rate over the run",
        charts.lines("Held-out pass rate over the run", [line], width=720),
        "Bars are 95 % Wilson intervals.",
        ("step", "passed", "95 % interval", "samples"),
        rows,
    )


def _training(steps: Sequence[StepRecord]) -> dict[str, object]:
    measures = _measures(steps)
    rows = [
        [step.step, *(_number(values[index]) for values in measures.values())]
        for index, step in table(list(enumerate(steps)))
    ]
    columns = ["step", *measures]
    return {"panels": panels(steps), "columns": columns, "rows": rows, "first": steps[0], "last": steps[-1]}


def panels(steps: Sequence[StepRecord]) -> list[Figure]:
    """A curve for each measure of the run, the most telling first."""
    x = [float(step.step) for step in steps]
    figures = []
    for style, (name, values) in enumerate(_measures(steps).items()):
        line = Series(x, series.running(values), style=min(style, OTHER), dots=_array(values))
        floor = 0.0 if style < OTHER else None
        figures.append(Figure(name, charts.lines(name, [line], floor=floor, ceiling=1.0 if name in SHARES else None)))
    return figures


def _measures(steps: Sequence[StepRecord]) -> dict[str, list[float | None]]:
    measures: dict[str, list[float | None]] = {
        "Pass rate": [step.reward for step in steps],
        "Effective prompts": [step.effective_prompts for step in steps],
        "Mean level of active environments": [step.mean_level for step in steps],
        "Tokens a response": [step.response_tokens for step in steps],
        **series.other_measures(steps),
    }
    return {name: values for name, values in measures.items() if any(value is not None for value in values)}


SHARES = ("Pass rate", "Effective prompts")
OTHER = 4
"""The measures that every run has come first, each in its own colour; what else is logged shares the next one."""


def _environments(steps: Sequence[StepRecord]) -> dict[str, object] | None:
    known = sorted(series.histories(steps), key=lambda each: each.name)
    if not known:
        return None
    line = series.timeline(steps, known)
    top = float(np.nanmax(line.level, initial=0.0))
    shown = movers(known, SHOWN)
    counts = {
        state: sum(each.state == state for each in known) for state in ("active", "resting", "retired", "quarantined")
    }
    first, last = steps[0].step, steps[-1].step
    return {
        "known": known,
        "strips": [charts.strip(line, row, top) for row in range(len(known))],
        "counts": {state: count for state, count in counts.items() if count},
        "states": _states(line) if (line.state != 0).any() else None,
        "levels": _levels(line) if top else None,
        "shown": [(each, *_cell(each, first, last, top)) for each in shown],
        "all_shown": len(shown) == sum(bool(each.visits) for each in known),
        "open": len(known) <= OPEN,
        "first": first,
        "last": last,
    }


def movers(known: Sequence[History], count: int) -> list[History]:
    """At most `count` environments that were drawn: those that climbed most, and a third that fell or passed least."""
    drawn = [each for each in known if each.visits]
    if len(drawn) <= count:
        return drawn
    up = sorted(drawn, key=lambda each: (-each.climb, -each.groups, each.name))[: count - count // 3]
    rest = [each for each in drawn if each not in up]
    down = sorted(rest, key=lambda each: (each.climb, each.pass_rates()[1] or 0.0, -each.groups, each.name))
    return up + down[: count // 3]


def _cell(history: History, first: int, last: int, top: float) -> tuple[Markup, Markup]:
    x = [float(step) for step, _ in history.visits]
    passed = [entry.pass_rate for _, entry in history.visits]
    ends = [float(first), float(last)]
    blank = Series(ends, np.full(2, np.nan))  # the same axis for all, whenever they were drawn
    rate = Series(x, series.running(passed), "pass rate", 1, dots=_array(passed))
    level = Series(x, np.array([entry.level for _, entry in history.visits]), "level", 0)
    return (
        charts.lines(f"{history.name}, pass rate", [rate, blank], ceiling=1.0, reference=0.5, width=260, height=96),
        charts.lines(f"{history.name}, level", [level, blank], ceiling=top, width=260, height=80, stairs=True),
    )


def _states(line: Timeline) -> Figure:
    rows = [
        (end, *(int((line.state[:, column] == index).sum()) for index in range(len(series.STATES))))
        for column, end in table(list(enumerate(line.ends)))
    ]
    title = "Environments by state"
    return Figure(title, charts.areas(title, line), ACTIVE, ("step", *WORDS.values()), rows)


ACTIVE = "Active: open to draws at one or more of the steps since the column before."
WORDS = {
    "active": "active",
    "resting": "resting or retired",
    "quarantined": "quarantined",
    "waiting": "not active yet",
}


def _levels(line: Timeline) -> Figure:
    shares = series.level_shares(line)
    rows = [
        (end, *(percent(share) for share in shares[:, column])) for column, end in table(list(enumerate(line.ends)))
    ]
    title = "Levels of all environments that were drawn"
    return Figure(
        title,
        charts.level_map(title, shares, line.ends),
        "Up: levels. To the right: steps. The fuller a cell, the more environments stood at that level.",
        ("step", *(f"level {level}" for level in range(len(shares)))),
        rows,
    )


def _array(values: Sequence[float | None]) -> series.Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _value(rates_by_name: Mapping[str, Rate], name: str) -> float:
    return rates_by_name[name].value if name in rates_by_name else -1.0
