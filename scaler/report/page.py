"""The page: one self-contained HTML file with inline figures, no script and nothing fetched."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from scaler.files import write_file
from scaler.report.records import Evaluation, Rate, Run, Step, rates, read_run

SHOWN = 24
"""Environments that a figure shows at most; tables hold all of them."""


@dataclass(frozen=True)
class Tile:
    """A number worth reading first: what it is, its value, and a line of context."""

    label: str
    value: str
    note: str


def write_report(run: Path) -> Path:
    """Write `report.html` into the run's folder and return its path.

    Reads metrics.jsonl, evaluation.json, run.json and funnel.json, as far as they are there. The same files give the
    same bytes. ConfigError when the folder holds no run or a file of it is broken; an old report then stays.
    """
    path = run / "report.html"
    write_file(path, _render(read_run(run)).encode())
    return path


def _render(run: Run) -> str:
    jinja = Environment(
        loader=PackageLoader("scaler.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {"percent": percent, "duration": duration, "interval": _interval}
    return jinja.get_template("page.html.j2").render(
        run=run,
        tiles=_tiles(run),
        evaluation=_evaluation(run.evaluation) if run.evaluation else None,
        training=_training(run.steps) if run.steps else None,
    )


def _tiles(run: Run) -> list[Tile]:
    tiles = []
    if run.evaluation:
        before, after = (rates(cells, lambda _: "all") for cells in (run.evaluation.before, run.evaluation.after))
        if before and after:
            value = f"{percent(before['all'].value)} → {percent(after['all'].value)}"
            note = f"95 %: {_interval(before['all'])} → {_interval(after['all'])}"
            tiles.append(Tile("Held-out pass rate", value, note))
    if run.steps:
        first, last = run.steps[0], run.steps[-1]
        ratios = [step.effective_prompts for step in run.steps if step.effective_prompts is not None]
        visited = {name for step in run.steps for name in step.environments}
        reasons = ", ".join(f"{count} {reason}" for reason, count in last.replaced.items())
        quarantined = sum(len(step.quarantined) for step in run.steps)
        tiles.append(Tile("Mean level", f"{first.mean_level:.1f} → {last.mean_level:.1f}", "of active environments"))
        if ratios:
            mean = sum(ratios) / len(ratios)
            tiles.append(Tile("Effective prompts", percent(mean), "groups with 0 < pass rate < 1, mean over steps"))
        tiles.append(
            Tile(
                "Environments trained on",
                f"{len(visited)}",
                f"{sum(last.replaced.values())} replaced ({reasons})" if reasons else "by the curriculum's choice",
            )
        )
        if quarantined:
            tiles.append(Tile("Quarantined", f"{quarantined}", "environments that need an audit"))
    return tiles


def _evaluation(evaluation: Evaluation) -> dict[str, object] | None:
    from scaler.report import figures  # matplotlib takes longer to import than all the rest

    before, after = (rates(cells, lambda cell: cell.environment) for cells in (evaluation.before, evaluation.after))
    level_before, level_after = (
        rates(cells, lambda cell: cell.level) for cells in (evaluation.before, evaluation.after)
    )
    if not before and not after:
        return None
    names = sorted(before.keys() | after.keys(), key=lambda name: (-_value(after, name), -_value(before, name), name))
    shown = [names[i * len(names) // SHOWN] for i in range(SHOWN)] if len(names) > SHOWN else names
    return {
        "names": names,
        "before": before,
        "after": after,
        "levels": sorted(level_before.keys() | level_after.keys()),
        "level_before": level_before,
        "level_after": level_after,
        "unscored": sum(cell.unscored for cell in (*evaluation.before, *evaluation.after)),
        "shown": len(shown),
        "by_environment": figures.held_out(before, after, shown),
        "by_level": figures.held_out_levels(level_before, level_after),
    }


def _training(steps: Sequence[Step]) -> dict[str, object]:
    from scaler.report import figures

    groups: dict[str, int] = {}
    last_level: dict[str, float] = {}
    for step in steps:
        for name, entry in step.environments.items():
            groups[name] = groups.get(name, 0) + entry.groups
            last_level[name] = entry.level
    joined = list(dict.fromkeys(name for step in steps for name in step.active))
    most = sorted(groups, key=lambda name: (-groups[name], name))[:SHOWN]
    return {
        "first": steps[0],
        "last": steps[-1],
        "constant": all(set(step.active) == set(joined) for step in steps),
        "joined": joined,
        "groups": dict(sorted(groups.items())),
        "last_level": last_level,
        "shown": len(most),
        "quarantined": [(name, step.step, reason) for step in steps for name, reason in step.quarantined.items()],
        "curves": figures.training(steps),
        "environments": figures.environments(steps, sorted(most)) if most else "",
        "active_set": figures.active_set(steps, joined) if joined else "",
    }


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, without leading zeros: `2 h 3 min`, `3 min 5 s`, `12 s`."""
    minutes, rest = divmod(math.floor(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _interval(rate: Rate) -> str:
    low, high = rate.interval()
    return f"{100 * low:.1f}–{100 * high:.1f}"


def _value(rates_by_name: Mapping[str, Rate], name: str) -> float:
    return rates_by_name[name].value if name in rates_by_name else -1.0
