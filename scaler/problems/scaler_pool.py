"""The environment pool that was released with the SCALER paper: one JSON object, name -> entry.

Read back as problems: the raw text and the accepted solutions. Its generated parts (generators, instructions,
difficulties) are not taken over.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from scaler.problems.reading import Fault, Raw
from scaler.problems.record import Example, Language, Problem, Solution
from scaler.problems.source import SourceModel, slug, sort_out

_LANGUAGES: dict[int, Language] = {2: "cpp", 3: "python"}  # CodeContests' numbers
_SOURCE_ID = re.compile(r"^(\d+_[A-Z]\d*\.|p\d+)\s+")  # Codeforces `1003_F. `, Aizu and AtCoder `p02158 `
_HEADING = re.compile(r"^(Problem|Constraints|Input|Output|Examples?|Notes?)[ \t]*$", re.MULTILINE)


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
    sections, examples = _split(entry.raw_description)
    solutions, notes = sort_out(_solutions(codes, languages))
    if not examples:
        notes += ("no examples could be read off the raw text",)
    return Problem(
        id=slug(raw.name),
        title=_SOURCE_ID.sub("", raw.name),
        statement=sections["Problem"].strip(),
        input_format=sections["Input"].strip(),
        output_format=sections["Output"].strip(),
        constraints=sections["Constraints"].strip(),
        examples=examples,
        solutions=solutions,
        source="the released SCALER pool, from CodeContests",
        licence="Apache-2.0 AND CC-BY-4.0",
        attribution="SCALER environment pool (Apache-2.0); problem texts from CodeContests (CC BY 4.0)",
        notes=notes,
    )


def _solutions(codes: tuple[str, ...], languages: tuple[int, ...]) -> Iterator[Solution | str]:
    for number, (code, found) in enumerate(zip(codes, languages, strict=True), start=1):
        language = _LANGUAGES.get(found)
        if language is None:
            yield f"solution {number} is left out: language {found} cannot run here"
        else:
            yield Solution(name=f"accepted-{number}-{language}", language=language, verdict="accepted", code=code)


def _split(text: str) -> tuple[defaultdict[str, str], tuple[Example, ...]]:
    """The text's sections by heading (what has none is "Problem"), and the examples; notes on them are dropped."""
    first, *rest = _HEADING.split(text)
    sections = defaultdict(str, Problem=first)
    shown: list[tuple[str, str]] = []
    in_examples = False
    for heading, body in zip(rest[::2], rest[1::2], strict=True):
        if heading.startswith("Example"):
            in_examples = True
        elif in_examples:
            shown.append((heading, body.strip("\n \t")))
        elif heading.startswith("Note"):
            sections["Problem"] += body
        else:
            sections[heading] += body
    examples = [
        Example(input=f"{given}\n", output=f"{wanted}\n")
        for (first_heading, given), (second_heading, wanted) in pairwise(shown)
        if (first_heading, second_heading) == ("Input", "Output") and given and wanted
    ]
    return sections, tuple(examples)
