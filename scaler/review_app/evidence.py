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
from scaler.registry import scale_key
from scaler.registry.evidence import Item, count_tables, level_tables, number
from scaler.review_app.plots import bars, distribution, interval

SHARES = ("best_guess_share", "commonest_share", "commonest_answer")
TITLES = {
    "best_guess_share": "Best guess is right, by level",
    "commonest_share": "Commonest answer, by level",
    "commonest_answer": "Commonest answer, by level",
    "entropy_bits": "Entropy of answers (bits), by level",
    "answer_entropy_bits": "Entropy of answers (bits), by level",
    "oracle_cpu_ms": "Oracle's CPU (ms), by level",
    "stdin_bytes": "Size of the input (bytes), by level",
}
NOT_PLOTTED = ("level", "floor", "seed")
MAX_BARS = 24
MAX_MEASURED = 200_000  # characters of JSON: some hundred times what gates measure


class Replay(Frozen):
    """An instance that shows a failure: `scale` as the page's addresses write it."""

    label: str
    scale: str
    seed: int


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


def read_gate(item: Mapping[str, JsonValue]) -> Gate:
    """Any JSON object is read: evidence is old, new, or hostile."""
    measured = item.get("measured")
    measured = dict(measured) if isinstance(measured, dict) else {}
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


def _replays(replay: JsonValue) -> Iterator[Replay]:
    for row in replay if isinstance(replay, list) else []:
        if isinstance(row, dict) and isinstance(row.get("scale"), dict) and isinstance(row.get("seed"), int):
            scale: Scale = {str(k): v for k, v in row["scale"].items() if isinstance(v, int)}  # type: ignore[union-attr]
            level = row.get("level")
            label = scale_key(scale).replace(",", ", ") + f", seed {row['seed']}"
            label = f"level {level} ({label})" if isinstance(level, int) else label
            yield Replay(label=label, scale=scale_key(scale), seed=int(str(row["seed"])))


def _plots(measured: dict[str, Any]) -> Iterator[Markup]:
    for _, rows in level_tables(measured):
        rows = rows[:MAX_BARS]
        for key in dict.fromkeys(key for row in rows for key in row):
            values = [(str(row["level"]), number(row.get(key))) for row in rows]
            plotted = [(level, value) for level, value in values if value is not None and 0 <= value < math.inf]
            if key in NOT_PLOTTED or len(plotted) < len(values) or len({value for _, value in plotted}) < 2:
                continue
            floors = [number(row.get("floor")) for row in rows] if key == "best_guess_share" else []
            limits = [floor for floor in floors if floor is not None and math.isfinite(floor)]
            share = key in SHARES and max(value for _, value in plotted) <= 1
            yield bars(_title(key), plotted, share=share, limits=limits if len(limits) == len(plotted) else ())
        for row in rows:
            if answers := _counts(row):
                yield distribution(f"Answers at level {row['level']}", answers)
    for key, value in measured.items():
        if by_level := _by_level(value):
            yield bars(_title(key), by_level)
    for counts in count_tables(measured):
        count, total = number(counts.get("disagreements")), number(counts.get("instances"))
        bounds = [number(value) for key, value in counts.items() if "disagreement" in key and key.endswith("bound_95")]
        if count is not None and total and bounds and bounds[0] is not None:
            yield interval("References that disagree", count, total, min(1.0, max(0.0, bounds[0])))


def _counts(row: Item) -> dict[str, int]:
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
