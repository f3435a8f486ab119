"""Code Jam and Kick Start problems, one JSON object a line: tests come in batches, limits stand per test set.

Explanations of the examples and the official tests are not taken over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scaler.problems.reading import Raw
from scaler.problems.record import Example, Language, Limits, Problem, Solution, Verdict
from scaler.problems.source import SourceModel, SourceRecord, slug, sort_out

_LANGUAGES: dict[str, Language] = {"python3": "python", "cpp": "cpp"}
_TIME = re.compile(r"^Time limit\b[^:\n]*:\s*(\d+(?:\.\d+)?)\s*seconds?\b", re.IGNORECASE | re.MULTILINE)
_MEMORY = re.compile(r"^Memory limit\b[^:\n]*:\s*(\d+(?:\.\d+)?)\s*([MG])B\b", re.IGNORECASE | re.MULTILINE)
_MEGABYTES = {"M": 1, "G": 1024}


class _Verified(SourceModel):
    tests_passed: int
    tests_total: int
    skipped_big: int
    tle: int

    @property
    def failed(self) -> int:
        return self.tests_total - self.tests_passed - self.skipped_big - self.tle


class _Solution(SourceModel):
    language: str
    code: str
    author: str
    licence: str
    verified: _Verified


class _Record(SourceRecord):
    examples: tuple[Example, ...]
    solutions: tuple[_Solution, ...]


def recognises(data: dict[str, Any]) -> bool:
    return {"contest", "explanation"} <= data.keys()


def parse(raw: Raw) -> Problem:
    """`google/kickstart/2020/round_a/plates` becomes `kickstart-2020-round-a-plates`.

    pydantic's ValidationError when the record is wrong.
    """
    record = _Record.model_validate(raw.data)
    solutions, notes = sort_out(_solutions(record))
    return Problem(
        id=slug(record.id.removeprefix("google/")),
        **record.common(),
        examples=record.examples,
        solutions=solutions,
        limits=_limits(record.constraints),
        batch="code_jam",
        notes=notes,
    )


def _solutions(record: _Record) -> Iterator[Solution | str]:
    """Solutions, and a note on each that is left out or known to be slow. Numbers are those of the source."""
    for number, found in enumerate(record.solutions, start=1):
        language = _LANGUAGES.get(found.language)
        if language is None:
            yield f"solution {number} by {found.author} is left out: {found.language} cannot run here"
            continue
        seen = found.verified
        verdict: Verdict = "wrong" if seen.failed > 0 else "accepted"
        solution = Solution(
            name=f"{verdict}-{number}-{language}",
            language=language,
            verdict=verdict,
            code=found.code,
            author=found.author,
            licence=found.licence,
        )
        yield solution
        if seen.tle:
            yield f"{solution.name} ran out of time on {seen.tle} of {seen.tests_total} tests of the source"


def _limits(constraints: str) -> Limits:
    """The smallest test set's limits, since instances are small; the judge's defaults where none are given."""
    given: dict[str, Any] = {}
    if times := _TIME.findall(constraints):
        given["time_seconds"] = min(float(seconds) for seconds in times)
    if sizes := _MEMORY.findall(constraints):
        given["memory_mb"] = min(int(float(size) * _MEGABYTES[unit.upper()]) for size, unit in sizes)
    return Limits(**given)
