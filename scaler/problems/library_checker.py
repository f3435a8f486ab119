"""Library Checker problems, one JSON object a line. Expected outputs may be null: the source ships none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from scaler.problems.reading import Raw
from scaler.problems.record import Example, Problem, Solution, Verdict
from scaler.problems.source import SourceModel, SourceRecord, slug, sort_out

_LOCAL_HEADER = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]*)"', re.MULTILINE)


class _Example(SourceModel):
    input: str
    output: str | None


class _Solution(SourceModel):
    language: Literal["cpp"]
    code: str
    file: str
    licence: str
    author: str | None = None


class _WrongSolution(_Solution):
    verdict: str


class _Record(SourceRecord):
    examples: tuple[_Example, ...]
    solutions: tuple[_Solution, ...]
    wrong_solutions: tuple[_WrongSolution, ...]


def recognises(data: dict[str, Any]) -> bool:
    return {"generators", "unique_output"} <= data.keys()


def parse(raw: Raw) -> Problem:
    """`libchecker/lca` becomes `libchecker-lca`. pydantic's ValidationError when the record is wrong."""
    record = _Record.model_validate(raw.data)
    solutions, notes = sort_out(_solutions(record))
    unanswered = tuple(
        f"example {number} is left out: the source has no expected output for it"
        for number, example in enumerate(record.examples, start=1)
        if example.output is None
    )
    return Problem(
        id=slug(record.id),
        **record.common(),
        examples=tuple(Example(input=e.input, output=e.output) for e in record.examples if e.output is not None),
        solutions=solutions,
        notes=unanswered + notes,
    )


def _solutions(record: _Record) -> Iterator[Solution | str]:
    """Solutions, and a note on each that is left out. Numbers are those of the source.

    Of the wrong ones only those with wrong answers (WA) count: one that crashes or is too slow on the judge's
    large tests may well be right on small instances.
    """
    for number, found in enumerate(record.solutions, start=1):
        yield _solution(found, number, "accepted")
    for number, wrong in enumerate(record.wrong_solutions, start=1):
        if wrong.verdict == "WA":
            yield _solution(wrong, number, "wrong")
        else:
            yield f"wrong solution {number} is left out: {wrong.verdict} on the judge's tests, its answers may be right"


def _solution(found: _Solution, number: int, verdict: Verdict) -> Solution | str:
    if header := _LOCAL_HEADER.search(found.code):
        return f"{verdict} solution {number} is left out: it needs the source's own header {header[1]!r}"
    return Solution(
        name=f"{verdict}-{number}-{found.language}",
        language=found.language,
        verdict=verdict,
        code=found.code,
        author=found.author or found.file.partition(":")[0],
        licence=found.licence,
    )
