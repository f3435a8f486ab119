"""What benchmarks put into the docs: tables at their places, and the look of the plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

STYLE = {"svg.hashsalt": "scaler", "svg.fonttype": "none", "font.family": "DejaVu Sans", "font.size": 9}
"""Of matplotlib, on top of its default: the same numbers give the same bytes, and text stays text."""


def fill(page: Path, tables: Mapping[str, Sequence[str]]) -> None:
    """Replace what stands between `<!-- table: name -->` and `<!-- end -->` in the page by that table's lines."""
    text = page.read_text()
    for name, lines in tables.items():
        start, end = f"<!-- table: {name} -->\n", "\n<!-- end -->"
        if text.count(start) != 1 or end not in text[text.index(start) :]:
            raise SystemExit(f"{page} has no one place for the table {name!r}")
        before, _, after = text.partition(start)
        text = before + start + "\n".join(lines) + after[after.index(end) :]
    page.write_text(text)
