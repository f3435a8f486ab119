"""A run in brief, as Markdown with its curves in it: for pages that fetch nothing, such as Prefect's."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from markupsafe import escape

from scaler.report.html import Figure
from scaler.report.page import panels, tiles
from scaler.report.records import read_run
from scaler.report.summary import alarms

DRAWN = 6
"""Curves at most."""

WIDTH, HEIGHT, HEAD = 360, 190, 20


def run_markdown(run: Path) -> str:
    """Numbers, alarms and curves of a run, and where its report lies. ConfigError when the folder holds no run."""
    known = read_run(run)
    raised = alarms(known)
    lines = ["| of the run | value | |", "| --- | --- | --- |"]
    lines += [f"| {tile.label} | **{tile.value}** | {tile.note} |" for tile in tiles(known, raised)]
    lines += ["", *(f"- **{alarm}**" for alarm in raised), ""]
    if known.steps:
        picture = base64.b64encode(draw(panels(known.steps)[:DRAWN]).encode()).decode()
        lines += [f"![Curves of the run](data:image/svg+xml;base64,{picture})", ""]
    lines.append(f"All of it: `{(run / 'report.html').resolve()}`")
    return "\n".join(lines) + "\n"


def draw(figures: Sequence[Figure]) -> str:
    """Figures of the report as one SVG image that stands alone, two in a row."""
    rows = -(-len(figures) // 2)
    width, height = 2 * WIDTH, rows * (HEIGHT + HEAD)
    style = (files("scaler.report") / "templates/style.css").read_text(encoding="utf-8")
    own = "text { font-size: 11px; fill: var(--muted); } .title { font-size: 13px; fill: var(--ink); }"
    parts = [f'<rect width="{width}" height="{height}" style="fill: var(--paper)"/>']
    for at, figure in enumerate(figures):
        x, y = at % 2 * WIDTH, at // 2 * (HEIGHT + HEAD)
        parts.append(f'<text class="title" x="{x + 8}" y="{y + 14}">{escape(figure.title)}</text>')
        place = f'x="{x}" y="{y + HEAD}" width="{WIDTH}" height="{HEIGHT}"'
        parts.append(str(figure.svg).replace('<svg class="chart"', f"<svg {place}", 1))
    head = f'xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f"<svg {head}><style>{escape(style)}{own}</style>{''.join(parts)}</svg>"
