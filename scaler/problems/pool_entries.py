"""The generated parts of a released SCALER pool: what its problems became. Kept apart from the problems themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from scaler.errors import ProblemError
from scaler.problems.read import read_problems
from scaler.problems.record import Problem
from scaler.problems.source import SourceModel, slug

FIX = "name the JSON file of a released SCALER pool"


class Knob(SourceModel):
    """One scale parameter: level l sets it to min + int(base * offset of l)."""

    min: int
    max: int
    base: float


class PoolEntry(SourceModel):
    """One environment of the pool, with the problem that it was made from.

    `offsets` holds a number for each level, in order; `knobs` the scale parameters, all moved by the level's offset.
    """

    name: str
    logic_description: str
    instruction: str
    generate_testcase: str
    output_type: Literal["string", "number", "array"]
    knobs: dict[str, Knob] = Field(alias="params")
    offsets: tuple[int, ...] = Field(alias="difficulty_dict")
    problem: Problem

    @field_validator("knobs", mode="before")
    @classmethod
    def _without_controller(cls, params: dict[str, Any]) -> dict[str, Any]:
        return {name: knob for name, knob in params.items() if name != "difficulty"}

    @field_validator("offsets", mode="before")
    @classmethod
    def _in_order(cls, levels: dict[str, int]) -> tuple[int, ...]:
        return tuple(levels[key] for key in sorted(levels, key=int))

    def scale(self, level: int) -> dict[str, int]:
        """The scale that training on this pool would ask for at a level."""
        return {name: knob.min + int(knob.base * self.offsets[level]) for name, knob in self.knobs.items()}


def read_pool(path: Path) -> list[PoolEntry]:
    """The environments of a pool file. Raises ProblemError, naming the entry and the field that is wrong."""
    reading = read_problems(path)
    problems = {problem.id: problem for problem in reading.problems}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return [PoolEntry.model_validate({**entry, "problem": problems[slug(name)]}) for name, entry in entries.items()]
    except KeyError as error:
        broken = "; ".join(map(str, reading.broken))
        raise ProblemError(f"{path}: entry {error} cannot be read: {broken}", fix=FIX) from error
    except (AttributeError, TypeError, ValueError) as error:
        where = error.errors()[0]["loc"] if isinstance(error, ValidationError) else ""
        raise ProblemError(f"{path}: no pool of environments: {where} {error}", fix=FIX) from error
