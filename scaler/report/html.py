"""What all pages of the report share: templates, figures with their tables, and how numbers are written."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scaler.progress import duration
from scaler.report.charts import interval, swatch
from scaler.report.records import Rate
from scaler.report.summary import METRICS, Estimate

ROWS = 12
"""Rows of a figure's table at most: evenly spaced steps, the last one among them."""

T = TypeVar("T")


@dataclass(frozen=True)
class Figure:
    """A figure, what to say below it, and its numbers as a table."""

    title: str
    svg: Markup
    caption: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[object]] = ()


def render(template: str, **content: Any) -> str:
    """A page. A name that the template does not get is an error, never a blank."""
    jinja = Environment(
        loader=PackageLoader("scaler.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters |= {
        "percent": percent,
        "duration": duration,
        "span": lambda rate: span(*rate.interval()),
        "when": when,
        "written_json": lambda value: json.dumps(value, indent=1, ensure_ascii=False),
    }
    jinja.globals |= {"swatch": swatch, "METRICS": METRICS, "written": written, "bounds": bounds, "interval": _interval}
    return jinja.get_template(template).render(content)


def table(rows: Sequence[T]) -> list[T]:
    """At most ROWS of the rows, evenly spaced, the last one among them."""
    if len(rows) <= ROWS:
        return list(rows)
    return [rows[(index + 1) * len(rows) // ROWS - 1] for index in range(ROWS)]


def percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def span(low: float, high: float) -> str:
    return f"{100 * low:.1f}–{100 * high:.1f}"


def when(moment: str) -> str:
    """A point in time of run.json, to the minute; what is none stays as it is."""
    try:
        return datetime.fromisoformat(moment).strftime("%Y-%m-%d %H:%M %Z").strip()
    except ValueError:
        return moment


def written(key: str, estimate: Estimate, difference: bool = False) -> str:
    """A number of a run, or a difference of two, as METRICS says."""
    return _write(METRICS[key][1], estimate.value, difference)


def bounds(key: str, estimate: Estimate, difference: bool = False) -> str:
    """Its 95 % interval, without the unit; empty where there is none, or no spread."""
    if estimate.low is None or estimate.high is None or estimate.low == estimate.high:
        return ""
    low, high = (_write(METRICS[key][1], value, difference) for value in (estimate.low, estimate.high))
    unit = next((unit for unit in (" points", " %") if high.endswith(unit)), "")
    return f"{low.removesuffix(unit)} to {high.removesuffix(unit)}"


def _interval(before: Rate | None, after: Rate | None) -> Markup:
    return interval(*(None if rate is None else (rate.value, *rate.interval()) for rate in (before, after)))


def _write(kind: str, value: float, difference: bool) -> str:
    signed = difference or kind == "points"
    if kind == "points" or (kind == "percent" and difference):
        text = f"{100 * abs(value):.1f} points"
    elif kind == "percent":
        text = percent(abs(value))
    elif kind == "duration":
        text = duration(abs(value))
    else:
        text = f"{abs(value):,.0f}" if kind == "count" and abs(value) >= 100 else f"{abs(value):.3g}"
    if not re.search("[1-9]", text):
        return text  # nothing, once rounded
    return ("−" if value < 0 else "+" if signed else "") + text
