"""What a run refused, as Markdown for people: why, and where to look."""

from __future__ import annotations

import html
import os
import re

from scaler.synthesis.outcome import STAGES, BatchResult, Outcome

REVIEW_URL = "SCALER_REVIEW_URL"
"""Environment variable: the address under which people reach the review page, for links in reports."""

LISTED = 200
_MARKS = re.compile(r"([\\`*_\[\]|~#])")


def failures_markdown(result: BatchResult, review_url: str | None = None) -> str:
    """What was refused, by stage, with what replays it: a link to the review page, or the command.

    `review_url` is by default what SCALER_REVIEW_URL says. At most 200 problems are listed; the funnel has all.
    """
    base = (os.environ.get(REVIEW_URL, "") if review_url is None else review_url).rstrip("/")
    refused = sorted((o for o in result.outcomes if not o.passed), key=lambda o: (STAGES.index(o.stage), o.problem))
    lines = [
        f"{len(refused)} of {len(result.outcomes)} problems were refused, {len(result.unfinished)} are unfinished.",
        "",
        "| stage | problem | look | why |",  # what is long stands last: where a table is wide, pages cut it off
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {o.stage} | {o.problem} | {_look(o, base)} | {_cell(o.reason)} |" for o in refused[:LISTED]]
    lines += [f"| unfinished | {u.problem} | | {_cell(u.reason)} |" for u in result.unfinished[:LISTED]]
    return "\n".join(lines) + "\n"


def _look(outcome: Outcome, base: str) -> str:
    if outcome.ref is None:
        return ""
    return f"[{outcome.ref}]({base}/entry/{outcome.ref})" if base else f"`scaler env show {outcome.ref}`"


def _cell(text: str) -> str:
    """A text of a model's world in one line of a table, where none of its marks takes effect."""
    return html.escape(_MARKS.sub(r"\\\1", " ".join(text.split())[:200]))
