"""Codeforces dumps by Open R1: problems (open-r1/codeforces), and submissions (open-r1/codeforces-submissions).

The problems come without solutions: `solutions` is a list of submissions that the stream has joined to the row.
Taken over of the problem: text, examples, limits. Notes explain the examples and are dropped; official tests,
editorials and checkers are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaler.problems.reading import Fault, Raw
from scaler.problems.record import Example, Language, Limits, Problem, Verdict
from scaler.problems.source import Found, SourceModel, choose, slug
from scaler.problems.statement import Statement, check_readable

COLUMNS = (
    "id", "title", "time_limit", "memory_limit", "description", "input_format", "output_format",
    "interaction_format", "examples", "input_mode",
)  # fmt: skip
SUBMISSION_COLUMNS = ("problem_id", "source", "programmingLanguage", "verdict")
VERDICTS: dict[str, Verdict] = {"OK": "accepted", "WRONG_ANSWER": "wrong"}  # crashes and slow ones tell nothing here

_PYTHON_3 = re.compile(r"^(?:Python|PyPy) ?3")


class _Submission(SourceModel):
    source: str
    language: str
    verdict: str


class _Row(SourceModel):
    id: str
    title: str | None = None
    time_limit: float | None = None
    memory_limit: float | None = None
    description: str | None = None
    input_format: str | None = None
    output_format: str | None = None
    interaction_format: str | None = None
    examples: tuple[Example, ...] | None = None
    input_mode: str | None = None
    solutions: tuple[_Submission, ...] = ()


def recognises(data: dict[str, Any]) -> bool:
    return {"description", "input_format", "output_format", "interaction_format"} <= data.keys()


def language_of(label: str) -> Language | None:
    """`GNU C++17 (64)` is cpp, `PyPy 3-64` python; C, Python 2 and the rest cannot run here."""
    if "C++" in label:
        return "cpp"
    return "python" if _PYTHON_3.match(label) else None


def parse(raw: Raw) -> Problem:
    """`1003/F` with the title Abbreviation becomes `1003-f-abbreviation`, as CodeContests has it.

    Fault or pydantic's ValidationError when the row is wrong or of no use here.
    """
    row = _Row.model_validate(raw.data)
    description = row.description or ""
    if row.interaction_format and row.interaction_format.strip():
        raise Fault(
            "the problem is interactive: no program that reads stdin once can solve it", ("interaction_format",)
        )
    if row.input_mode and row.input_mode != "stdio":
        raise Fault(f"programs use files (input_mode {row.input_mode!r}), not stdin and stdout", ("input_mode",))
    check_readable(description, ("description",))
    for field in ("input_format", "output_format"):
        if text := getattr(row, field):
            check_readable(text, (field,))
    statement = Statement.of(
        text=description,
        input_format=row.input_format or "",
        output_format=row.output_format or "",
        constraints="",
        examples=row.examples or (),
    )
    solutions, notes = choose(_found(row))
    return Problem(
        id=slug(f"{row.id} {row.title or ''}"),
        title=row.title or row.id,
        **statement.fields(),
        solutions=solutions,
        source="Codeforces, dump by Open R1",
        licence="CC-BY-4.0",
        attribution=f"Codeforces (codeforces.com), problem {row.id}; data set by Open R1 (CC BY 4.0); authors unknown",
        limits=_limits(row),
        notes=statement.notes + notes,
    )


def _found(row: _Row) -> Iterator[Found]:
    for submission in row.solutions:
        if verdict := VERDICTS.get(submission.verdict):
            yield Found(verdict, language_of(submission.language), submission.language, submission.source)


def _limits(row: _Row) -> Limits:
    """Seconds and megabytes."""
    given: dict[str, Any] = {}
    if row.time_limit and row.time_limit > 0:
        given["time_seconds"] = row.time_limit
    if row.memory_limit and row.memory_limit >= 1:
        given["memory_mb"] = int(row.memory_limit)
    return Limits(**given)
