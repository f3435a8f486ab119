"""The problem record: what every reader produces and synthesis starts from."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Language = Literal["python", "cpp"]
Verdict = Literal["accepted", "wrong"]
Batch = Literal["single", "code_jam"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Example(_Frozen):
    """One example of the statement: the program's input and the expected output, as text."""

    input: str
    output: str


class Solution(_Frozen):
    """A program that reads stdin and writes stdout.

    `name` is unique within the problem and fit for a file name; `author` tells independent solutions apart.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    language: Language
    verdict: Verdict
    code: str = Field(min_length=1)
    author: str = "unknown"
    licence: str | None = None


class Limits(_Frozen):
    """The judge's limits: CPU seconds a test and memory in megabytes."""

    time_seconds: float = Field(default=2.0, gt=0, allow_inf_nan=False)
    memory_mb: int = Field(default=256, gt=0)


class Problem(_Frozen):
    """A programming problem with its solutions.

    `id` is a slug, unique within its source, and becomes the environment's name. `batch` says how programs
    read tests: "single", one test a run; "code_jam", a first line `T` and answers as `Case #x: y`.
    `notes` holds what a reader had to leave out (such as solutions in a language that cannot run here).
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    statement: str = Field(min_length=1)
    input_format: str = ""
    output_format: str = ""
    constraints: str = ""
    examples: tuple[Example, ...]
    solutions: tuple[Solution, ...]
    source: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    attribution: str
    limits: Limits = Limits()
    batch: Batch = "single"
    notes: tuple[str, ...] = ()

    @field_validator("solutions")
    @classmethod
    def _names_unique(cls, solutions: tuple[Solution, ...]) -> tuple[Solution, ...]:
        repeated = [name for name, times in Counter(s.name for s in solutions).items() if times > 1]
        if repeated:
            raise ValueError(f"several solutions have the name {repeated[0]!r}")
        return solutions

    @property
    def accepted(self) -> tuple[Solution, ...]:
        return tuple(s for s in self.solutions if s.verdict == "accepted")

    @property
    def wrong(self) -> tuple[Solution, ...]:
        return tuple(s for s in self.solutions if s.verdict == "wrong")

    @property
    def digest(self) -> str:
        """sha256 over the whole record: any change of text or solutions changes it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()
