"""What is new in a registry: candidates that wait for a person, and approvals since somebody last asked."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from pydantic import ValidationError

from scaler.environment import Frozen
from scaler.errors import ConfigError
from scaler.files import write_file
from scaler.registry.index import Query, Row
from scaler.registry.store import Registry

LISTED = 100


class News(Frozen):
    """The candidates, weakest evidence first; how many versions are in each state; what was approved since.

    `approved` are references, in the order of their approval.
    """

    waiting: tuple[Row, ...]
    states: dict[str, int]
    approved: tuple[str, ...]


class _Seen(Frozen):
    """Approved versions that were told: reference -> digest."""

    approved: dict[str, str] = {}


def read_news(registry: Registry, seen: Path) -> News:
    """The news since `mark_told` last wrote the file `seen`; everything is new where there is none.

    Raises ConfigError when the file cannot be read.
    """
    told = _read(seen).approved
    rows = registry.rows()
    approved = sorted((row for row in rows if row.state == "approved"), key=lambda row: row.time)
    return News(
        waiting=registry.search(Query(state="candidate", order="weakest")).rows,
        states=dict(Counter(row.state for row in rows)),
        approved=tuple(row.ref for row in approved if told.get(row.ref) != row.digest),
    )


def mark_told(registry: Registry, seen: Path, refs: tuple[str, ...]) -> None:
    """Remember that these approvals were told, so that they are no news any more."""
    known = dict(_read(seen).approved)
    known |= {ref: registry.digest(ref) for ref in refs}
    write_file(seen, _Seen(approved=known).model_dump_json(indent=1).encode())


def news_markdown(news: News, review_url: str = "") -> str:
    """For people: what waits, with links to the review page where its address is known. 100 are listed."""
    counts = ", ".join(f"{count} {state}" for state, count in sorted(news.states.items())) or "the registry is empty"
    lines = [f"{len(news.waiting)} candidates wait for a person. In all: {counts}.", ""]
    if news.approved:
        refs = ", ".join(f"`{ref}`" for ref in news.approved)  # bare ones would become links to mail addresses
        lines += [f"Approved since the last digest: {refs}.", ""]
    if news.waiting:
        lines += [
            "| candidate | title | weakest point | kind | levels |",
            "| --- | --- | --- | --- | ---: |",
        ]
        lines += [_line(row, review_url.rstrip("/")) for row in news.waiting[:LISTED]]
    return "\n".join(lines) + "\n"


def _line(row: Row, base: str) -> str:
    look = f"[{row.ref}]({base}/entry/{row.ref})" if base else f"`scaler env show {row.ref}`"
    return f"| {look} | {_plain(row.title)} | {_plain(row.weakest)} | {row.kind} | {row.levels} |"


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_|<>\[\]])", r"\\\1", " ".join(text.split()))


def _read(seen: Path) -> _Seen:
    try:
        return _Seen.model_validate_json(seen.read_bytes())
    except FileNotFoundError:
        return _Seen()
    except (OSError, ValidationError) as error:
        raise ConfigError(f"{seen} cannot be read: {error}", fix="delete it: all approvals are told again") from error
