"""How the command line shows rows and records: tables for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import BaseModel
from rich.table import Table

from scaler.progress import console, visible


def show_rows(rows: Sequence[BaseModel], columns: Sequence[str], *, as_json: bool) -> None:
    """Rows as a table of the given columns, or all their fields as a JSON list."""
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(visible(str(getattr(row, column))) for column in columns))
    console.print(table)


def print_json(value: object) -> None:
    """JSON on stdout, untouched by the terminal's width."""
    print(json.dumps(value, ensure_ascii=False, indent=1))
