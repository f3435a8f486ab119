"""What the readers of published data sets share: the record's shape, slugs, and the choice among many solutions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from scaler.problems.record import Language, Solution, Verdict

_SOURCE_ID = re.compile(r"^(\d+_[A-Z]\d*\.|p\d+)\s+")  # Codeforces `1003_F. `, Aizu and AtCoder `p02158 `
MOST = 10  # solutions of one verdict that are kept of a problem


class SourceModel(BaseModel):
    """Part of a foreign record: fields that SCALER has no use for are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class SourceRecord(SourceModel):
    """The fields that Code Jam and Library Checker records have in common."""

    id: str
    title: str
    statement: str
    input_format: str
    output_format: str
    constraints: str
    source: str
    licence: str
    attribution: str

    def common(self) -> dict[str, str]:
        """These fields, ready for `Problem`; the id is the caller's to make."""
        return {name: getattr(self, name) for name in SourceRecord.model_fields if name != "id"}


def slug(text: str) -> str:
    """Lower-case letters and digits, everything else folded into single hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def bare_title(name: str) -> str:
    """The name without the id that CodeContests puts before it."""
    return _SOURCE_ID.sub("", name)


def sort_out(items: Iterable[Solution | str]) -> tuple[tuple[Solution, ...], tuple[str, ...]]:
    """Solutions and notes, each in their order."""
    kept = tuple(items)
    return tuple(i for i in kept if isinstance(i, Solution)), tuple(i for i in kept if isinstance(i, str))


@dataclass(frozen=True)
class Found:
    """A solution as the source has it; `language` is None where it cannot run here, and `label` is its name there."""

    verdict: Verdict
    language: Language | None
    label: str
    code: str


def choose(found: Iterable[Found]) -> tuple[tuple[Solution, ...], tuple[str, ...]]:
    """At most `MOST` accepted and as many wrong solutions, and notes that count the others.

    In the order of the source, without repeated programs; where there are too many, each language keeps half of the
    places if it can fill them, so that languages can check each other. Numbers in names are those of the source.
    """
    every = list(found)
    solutions: list[Solution] = []
    notes: list[str] = []
    verdicts: tuple[Verdict, ...] = ("accepted", "wrong")
    for verdict in verdicts:
        numbered = list(enumerate((f for f in every if f.verdict == verdict), start=1))
        foreign = Counter(f.label for _, f in numbered if f.language is None)
        notes += [f"{n} {verdict} left out: {label} cannot run here" for label, n in sorted(foreign.items())]
        runnable = {
            (f.language, f.code.strip()): (n, f) for n, f in reversed(numbered) if f.language and f.code.strip()
        }
        usable = sorted(runnable.values(), key=lambda pair: pair[0])
        chosen = _few(usable)
        if len(chosen) < len(usable):
            notes.append(f"{len(usable) - len(chosen)} {verdict} left out: {MOST} are enough")
        solutions += [
            Solution(name=f"{verdict}-{n}-{f.language}", language=f.language, verdict=verdict, code=f.code)
            for n, f in chosen
            if f.language
        ]
    return tuple(solutions), tuple(notes)


def _few(usable: list[tuple[int, Found]]) -> list[tuple[int, Found]]:
    of_language: Counter[Language | None] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for number, found in usable:
        of_language[found.language] += 1
        (first if of_language[found.language] <= MOST // 2 else rest).append(number)
    kept = {*first, *rest[: MOST - len(first)]}
    return [pair for pair in usable if pair[0] in kept]
