"""What faults are planted into: a sound draft, with what the planting needs to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from pydantic import JsonValue

from scaler.environment import AnswerSpec, Programs, Reference, generate, instance_seed
from scaler.sandbox import Sandbox
from scaler.validation import Draft

FaultClass = Literal["generator", "question", "oracle", "verifier", "solver"]
FAIR = 25
"""Instances of each level that tell a fault from an edit that changes nothing."""

FIRST_SEED = 900_000  # far from those that validation draws


@dataclass(frozen=True)
class Subject:
    """A sound draft. `oracles` are its trusted references by preference, `levels` those in use.

    `stdins` are fair inputs of each of its levels, `data` the instances that they belong to.
    """

    draft: Draft
    oracles: tuple[str, ...]
    levels: tuple[int, ...]
    data: dict[int, list[dict[str, JsonValue]]] = field(repr=False)
    stdins: dict[int, list[str]] = field(repr=False)

    @classmethod
    def of(cls, draft: Draft, oracles: tuple[str, ...], levels: tuple[int, ...], sandbox: Sandbox) -> Subject:
        made = {level: generate(sandbox, draft.programs.generator, wanted(draft, level)) for level in levels}
        data = {level: [one.data for one in some] for level, some in made.items()}
        return cls(draft, oracles, levels, data, {level: [one.stdin for one in some] for level, some in made.items()})

    def reference(self, name: str) -> Reference:
        return next(reference for reference in self.draft.programs.references if reference.name == name)

    def python_oracles(self) -> list[Reference]:
        """The Python references by preference."""
        return [r for r in map(self.reference, self.oracles) if r.language == "python"]


Planter = Callable[[Subject], Iterator[tuple[str, Draft]]]
"""(variant, draft with the fault) of each place where a sort of fault can be planted; none where it cannot."""


@dataclass(frozen=True)
class Sort:
    """One sort of fault. `harmless_if` says what shows that a planted one changes nothing (`equivalence.py`)."""

    kind: FaultClass
    name: str
    plant: Planter
    harmless_if: Literal[
        "instances", "repeats", "stdin", "guarantee", "text", "answers", "verdicts", "scores", "order", "never"
    ]


def wanted(draft: Draft, level: int, count: int = FAIR) -> list[tuple[dict[str, int], int]]:
    """(scale, generator seed) of fair instances of a level."""
    scale = draft.spec.levels[level]
    return [(scale, instance_seed(draft.name, scale, FIRST_SEED + i)) for i in range(count)]


def with_programs(draft: Draft, **changes: object) -> Draft:
    """The draft with some of its programs replaced."""
    return draft.model_copy(update={"programs": Programs(**(dict(draft.programs) | changes))})


def with_reference(draft: Draft, name: str, *, code: str, language: str | None = None) -> Draft:
    """The draft with the program of one reference replaced, under its old name."""
    changed = [
        r if r.name != name else r.model_copy(update={"code": code, "language": language or r.language})
        for r in draft.programs.references
    ]
    return with_programs(draft, references=tuple(changed))


def with_answer(draft: Draft, **changes: object) -> Draft | None:
    """The draft with another answer specification; None where that cannot be."""
    try:
        answer = AnswerSpec.model_validate(draft.spec.answer.model_dump() | changes)
        spec = draft.spec.model_validate(draft.spec.model_dump() | {"answer": answer.model_dump()})
    except ValueError:
        return None
    return draft.model_copy(update={"spec": spec})
