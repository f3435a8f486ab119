"""CodeContests (deepmind/code_contests): Codeforces, AtCoder, Aizu, CodeChef and HackerEarth, many solutions each.

Taken over: text, public tests as examples, limits, and a choice of solutions. Private and generated tests, ratings
and tags are not. The source calls a solution incorrect whether it answers wrongly, crashes or is too slow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaler.problems.reading import Fault, Raw
from scaler.problems.record import Example, Language, Limits, Problem, Verdict
from scaler.problems.source import Found, SourceModel, bare_title, choose, slug
from scaler.problems.statement import check_readable, split, without_checker_talk

COLUMNS = (
    "name", "description", "public_tests", "source", "solutions", "incorrect_solutions", "is_description_translated",
    "time_limit", "memory_limit_bytes", "input_file", "output_file",
)  # fmt: skip

_LABELS = {0: "an unknown language", 1: "Python 2", 2: "C++", 3: "Python 3", 4: "Java"}
_LANGUAGES: dict[int, Language] = {2: "cpp", 3: "python"}
_MEGABYTE = 1_000_000

# What the data set's card says of its sources: the site, and where CodeContests has it from.
_SITES = {
    1: ("CodeChef", "from Description2Code (MIT)"),
    2: ("Codeforces", "from codeforces.com and Description2Code (MIT)"),
    3: ("HackerEarth", "from Description2Code (MIT)"),
    4: ("Code Jam", "origin not stated"),
    5: ("AtCoder", "from CodeNet (Apache-2.0)"),
    6: ("Aizu", "from CodeNet (Apache-2.0)"),
}


class _Tests(SourceModel):
    input: tuple[str, ...] = ()
    output: tuple[str, ...] = ()


class _Solutions(SourceModel):
    language: tuple[int, ...] = ()
    solution: tuple[str, ...] = ()


class _Duration(SourceModel):
    seconds: int | None = 0
    nanos: int | None = 0


class _Row(SourceModel):
    name: str
    description: str
    source: int = 0
    public_tests: _Tests | None = None
    solutions: _Solutions
    incorrect_solutions: _Solutions
    is_description_translated: bool | None = False
    time_limit: _Duration | None = None
    memory_limit_bytes: int | None = None
    input_file: str | None = ""
    output_file: str | None = ""


def recognises(data: dict[str, Any]) -> bool:
    return {"description", "solutions", "incorrect_solutions"} <= data.keys()


def parse(raw: Raw) -> Problem:
    """`76_B. Mice` becomes `76-b-mice`. Fault or pydantic's ValidationError when the row is wrong or of no use here."""
    row = _Row.model_validate(raw.data)
    description = without_checker_talk(row.description)
    check_readable(description, ("description",))
    for field in ("input_file", "output_file"):
        if name := getattr(row, field):
            raise Fault(f"programs use the file {name!r}, not stdin and stdout", (field,))
    tests = row.public_tests or _Tests()
    examples = tuple(
        Example(input=given, output=wanted) for given, wanted in zip(tests.input, tests.output, strict=False)
    )
    statement = split(description, examples)
    solutions, notes = choose(
        [
            *_found(row.solutions, "accepted", "solutions"),
            *_found(row.incorrect_solutions, "wrong", "incorrect_solutions"),
        ]
    )
    if row.is_description_translated:
        notes += ("the source says that the statement is a translation",)
    site, origin = _SITES.get(row.source, ("an unknown site", "origin not stated"))
    return Problem(
        id=slug(row.name),
        title=bare_title(row.name),
        **statement.fields(),
        solutions=solutions,
        source=f"CodeContests, from {site}",
        licence="CC-BY-4.0",
        attribution=f"CodeContests by Li et al., DeepMind (CC BY 4.0); {site} material {origin}; authors unknown",
        limits=_limits(row),
        notes=statement.notes + notes,
    )


def _found(solutions: _Solutions, verdict: Verdict, field: str) -> Iterator[Found]:
    if len(solutions.language) != len(solutions.solution):
        reason = f"{len(solutions.language)} languages for {len(solutions.solution)} solutions"
        raise Fault(reason, (field, "language"))
    for code, language in zip(solutions.solution, solutions.language, strict=True):
        yield Found(verdict, _LANGUAGES.get(language), _LABELS.get(language, f"language {language}"), code)


def _limits(row: _Row) -> Limits:
    """The judge's limits where the row has them; zero and null mean that it has not."""
    given: dict[str, Any] = {}
    if row.time_limit and (seconds := (row.time_limit.seconds or 0) + (row.time_limit.nanos or 0) / 1e9) > 0:
        given["time_seconds"] = seconds
    if row.memory_limit_bytes and row.memory_limit_bytes >= _MEGABYTE:
        given["memory_mb"] = row.memory_limit_bytes // _MEGABYTE
    return Limits(**given)
