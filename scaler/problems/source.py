"""What the readers of published data sets share: the record's shape, slugs, and names for nameless solutions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from scaler.problems.record import Solution

_SOURCE_ID = re.compile(r"^(\d+_[A-Z]\d*\.|p\d+)\s+")  # Codeforces `1003_F. `, Aizu and AtCoder `p02158 `


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
