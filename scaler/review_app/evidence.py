"""A gate's evidence made ready for the page: plots where the layout is known, replays, and all of it as tables."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pydantic import JsonValue

from scaler.environment import Frozen, Scale
from scaler.registry import DISAGREEMENTS, GUESSES, level_tables, number, rates, scale_key
from scaler.review_app.plots import bars, distribution, interval
from scaler.validation.shapes import SHAPES

TITLES = {
    "best_guess_share": "Best guess is right, by level",
    "commonest_share": "Commonest answer, by level",
    "commonest_answer": "Commonest answer, by level",
    "entropy_bits": "Entropy of answers (bits), by level",
    "answer_entropy_bits": "Entropy of answers (bits), by level",
    "oracle_cpu_ms": "Oracle's CPU (ms), by level",
    "stdin_bytes": "Size of the input (bytes), by level",
}
RATES = {
    DISAGREEMENTS: "References that disagree",
    "trusted": "Trusted references that disagree",
    "pair": "The two oracles disagree",
    "refused_right": "Right answers refused",
    "accepted_wrong": "Wrong answers accepted",
    "second_judge": "Right answers refused by a second judge",
}
"""`cross_language` and `cross_author` are no plots: they are `pair` again, where they are there at all."""
WHOLE_TASKS = ("answers",)  # the gates whose seeds are those of tasks, not of parts
NOT_PLOTTED = ("level", "floor", "seed")
MAX_BARS = 24
MAX_MEASURED = 200_000  # characters of JSON: some hundred times what gates measure


class Replay(Frozen):
    """A task that shows a failure: `scale` as the page's addresses write it.

    `part` is the one of its instances that does, counted from 1, where several make a task.
    """

    label: str
    scale: str
    seed: int
    shape: str | None = None
    part: int | None = None

    @property
    def address(self) -> dict[str, str | int]:
        """What the page's address says to draw it."""
        place: dict[str, str | int] = {"scale": self.scale, "seed": self.seed}
        return place if self.shape is None else {**place, "shape": self.shape}


@dataclass(frozen=True)
class Gate:
    """One gate's evidence for the page. `measured` is what it measured, without the replays."""

    name: str
    passed: bool
    reason: str
    advice: str
    cpu_seconds: float
    measured: dict[str, JsonValue]
    replays: tuple[Replay, ...]
    plots: tuple[Markup, ...]


def read_gate(item: Mapping[str, JsonValue], fold: int = 1) -> Gate:
    """Any JSON object is read: evidence is old, new, or hostile.

    Gates draw single instances. Where `fold` of them make a task, the instance of seed s is part s % fold of the task
    of seed s // fold: here, seeds are those of tasks.
    """
    measured = item.get("measured")
    measured = dict(measured) if isinstance(measured, dict) else {}
    if fold > 1 and item.get("gate") not in WHOLE_TASKS:
        measured = {key: _of_tasks(value, fold) for key, value in measured.items()}
    replay = measured.pop("replay", None)
    if len(json.dumps(measured)) > MAX_MEASURED:
        measured = {"too large to show": "see evidence.json"}
    return Gate(
        name=str(item.get("gate", "?")),
        passed=item.get("passed") is True,
        reason=str(item.get("reason") or ""),
        advice=str(item.get("advice") or ""),
        cpu_seconds=number(item.get("cpu_seconds")) or 0.0,
        measured=measured,
        replays=tuple(_replays(replay)),
        plots=tuple(_plots(measured)),
    )


def seeds_note(fold: int) -> str:
    """How the seeds in the gates' sentences are to be read; empty where they are those of tasks."""
    if fold == 1:
        return ""
    part, task = f"part s mod {fold} + 1", f"the task of seed s div {fold}"
    return f"{fold} instances make a task: seed s in the text of a gate (but for answers) is {part} of {task}."


def _of_tasks(value: JsonValue, fold: int) -> JsonValue:
    """A value in which each draw, or a draw right below it, is said as a part of a task."""
    if isinstance(value, list):
        return [_of_task(item, fold) for item in value]
    return {key: _of_task(item, fold) for key, item in value.items()} if isinstance(value, dict) else value


def _of_task(draw: JsonValue, fold: int) -> JsonValue:
    if not isinstance(draw, dict) or not isinstance(draw.get("scale"), dict):
        return draw
    seed = draw.get("seed")
    return {**draw, "seed": seed // fold, "part": seed % fold + 1} if type(seed) is int else draw


def _replays(replay: JsonValue) -> Iterator[Replay]:
    for row in replay if isinstance(replay, list) else []:
        if not isinstance(row, dict) or not isinstance(sizes := row.get("scale"), dict):
            continue
        seed, part, shape, level = (row.get(key) for key in ("seed", "part", "shape", "level"))
        if type(seed) is not int or not (shape is None or shape in SHAPES):
            continue
        scale: Scale = {str(k): v for k, v in sizes.items() if isinstance(v, int)}
        words = [scale_key(scale).replace(",", ", "), f"seed {seed}"]
        words += [f"part {part}"] if type(part) is int else []
        words += [f"drawn {shape}"] if shape else []
        label = ", ".join(words)
        yield Replay(
            label=f"level {level} ({label})" if isinstance(level, int) else label,
            scale=scale_key(scale),
            seed=seed,
            shape=str(shape) if shape else None,
            part=part if type(part) is int else None,
        )


def _plots(measured: dict[str, Any]) -> Iterator[Markup]:
    for _, rows in level_tables(measured):
        rows = rows[:MAX_BARS]
        for key in dict.fromkeys(key for row in rows for key in row):
            values = [(str(row["level"]), number(row.get(key))) for row in rows]
            plotted = [(level, value) for level, value in values if value is not None and 0 <= value < math.inf]
            if key in NOT_PLOTTED or len(plotted) < len(values) or len({value for _, value in plotted}) < 2:
                continue
            floors = [number(row.get("floor", measured.get("floor"))) for row in rows] if key == GUESSES[0] else []
            limits = [floor for floor in floors if floor is not None and math.isfinite(floor)]
            share = key in GUESSES and max(value for _, value in plotted) <= 1
            yield bars(_title(key), plotted, share=share, limits=limits if len(limits) == len(plotted) else ())
        for row in rows:
            if answers := _counts(row):
                yield distribution(f"Answers at level {row['level']}", answers)
    for key, value in measured.items():
        if by_level := _by_level(value):
            yield bars(_title(key), by_level)
    found: dict[str, Markup] = {}
    for name, rate in rates(measured):
        if name in RATES and rate.trials:
            found.setdefault(name, interval(RATES[name], rate.count, rate.trials, rate.bound))
    yield from found.values()


def _counts(row: Mapping[str, Any]) -> dict[str, int]:
    answers = row.get("answers")
    if not isinstance(answers, dict):
        return {}
    return {str(answer): count for answer, count in answers.items() if type(count) is int and count > 0}


def _by_level(value: Any) -> list[tuple[str, float]]:
    """The pairs of an object whose keys are levels and whose values are numbers, such as {"0": 113, "1": 120}."""
    if not isinstance(value, dict) or not 2 <= len(value) <= MAX_BARS:
        return []
    pairs = [(str(key), number(item)) for key, item in value.items()]
    sound = [(key, item) for key, item in pairs if key.isdecimal() and item is not None and 0 <= item < math.inf]
    return sound if len(sound) == len(pairs) else []


def _title(key: str) -> str:
    return TITLES.get(key, f"{key.replace('_', ' ').capitalize()}, by level")


def plain_value(value: JsonValue) -> str:
    """A value of evidence in one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
