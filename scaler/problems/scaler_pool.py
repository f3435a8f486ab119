"""The environment pool that was released with the SCALER paper: one JSON object, name -> entry.

Read back as problems: the raw text and the accepted solutions. Its generated parts (generators, instructions,
difficulties) are not taken over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scaler.problems.reading import Fault, Raw
from scaler.problems.record import Language, Problem, Solution
from scaler.problems.source import SourceModel, bare_title, slug, sort_out
from scaler.problems.statement import split

_LANGUAGES: dict[int, Language] = {2: "cpp", 3: "python"}  # CodeContests' numbers


class _Solutions(SourceModel):
    solution: tuple[str, ...]
    language: tuple[int, ...]


class _Entry(SourceModel):
    raw_description: str
    solutions: _Solutions


def recognises(data: dict[str, Any]) -> bool:
    return "raw_description" in data


def parse(raw: Raw) -> Problem:
    """`1003_F. Abbreviation` becomes `1003-f-abbreviation`.

    Fault or pydantic's ValidationError when the entry is wrong.
    """
    entry = _Entry.model_validate(raw.data)
    codes, languages = entry.solutions.solution, entry.solutions.language
    if len(codes) != len(languages):
        reason = f"{len(languages)} languages for {len(codes)} solutions"
        raise Fault(reason, ("solutions", "language"))
    statement = split(entry.raw_description)
    solutions, notes = sort_out(_solutions(codes, languages))
    return Problem(
        id=slug(raw.name),
        title=bare_title(raw.name),
        **statement.fields(),
        solutions=solutions,
        source="the released SCALER pool, from CodeContests",
        licence="Apache-2.0 AND CC-BY-4.0",
        attribution="SCALER environment pool (Apache-2.0); problem texts from CodeContests (CC BY 4.0)",
        notes=notes + statement.notes,
    )


def _solutions(codes: tuple[str, ...], languages: tuple[int, ...]) -> Iterator[Solution | str]:
    for number, (code, found) in enumerate(zip(codes, languages, strict=True), start=1):
        language = _LANGUAGES.get(found)
        if language is None:
            yield f"solution {number} is left out: language {found} cannot run here"
        else:
            yield Solution(name=f"accepted-{number}-{language}", language=language, verdict="accepted", code=code)
