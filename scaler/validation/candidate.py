"""What is validated, and what a gate says about it."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import JsonValue

from scaler.environment import EnvironmentSpec, Frozen, Programs
from scaler.problems import Problem


class Draft(Frozen):
    """What the LLM proposed for one problem. `programs.references` are the problem's accepted solutions.

    The spec's `levels` are the full ladder; gates may cut it.
    """

    problem: Problem
    spec: EnvironmentSpec
    programs: Programs

    @property
    def name(self) -> str:
        return self.problem.id


class Evidence(Frozen):
    """What one gate measured: counts, intervals and the seeds that replay every failure.

    `reason` is one line for people, empty when the gate passed without remarks; `advice` tells the LLM what to mend.
    """

    gate: str
    passed: bool
    reason: str = ""
    advice: str = ""
    measured: dict[str, JsonValue] = {}
    cpu_seconds: float = 0.0


@dataclass(frozen=True)
class Candidate:
    """A draft on its way through the gates, with what the gates so far have left of it.

    `references` are the solutions still trusted, in order of preference as oracles; `levels` the indices of the
    draft's ladder still in use.
    """

    draft: Draft
    references: tuple[str, ...]
    levels: tuple[int, ...]

    @classmethod
    def of(cls, draft: Draft) -> Candidate:
        return cls(draft, tuple(r.name for r in draft.programs.references), tuple(range(len(draft.spec.levels))))


@dataclass(frozen=True)
class Outcome:
    """A gate's evidence, and the candidate as it leaves the gate."""

    evidence: Evidence
    candidate: Candidate


@dataclass(frozen=True)
class Verdict:
    """The result of all gates: evidence in order (up to the first failure) and what is left of the draft."""

    candidate: Candidate
    evidence: tuple[Evidence, ...] = field(default_factory=tuple)

    @property
    def passed(self) -> bool:
        return bool(self.evidence) and all(e.passed for e in self.evidence)

    @property
    def failed_gate(self) -> Evidence | None:
        return next((e for e in self.evidence if not e.passed), None)
