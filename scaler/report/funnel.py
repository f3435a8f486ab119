"""`funnel.json`: how many problems reached each stage of a synthesis, and why the others did not."""

from __future__ import annotations

from collections import Counter

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Stage(BaseModel):
    """A stage, and the number of problems that came through it."""

    model_config = ConfigDict(frozen=True)

    stage: str
    count: int = Field(ge=0)


class Rejection(BaseModel):
    """A problem that ended at a stage, and the reason in words."""

    model_config = ConfigDict(frozen=True)

    problem: str
    stage: str
    reason: str


class Funnel(BaseModel):
    """The yield of a synthesis: stages in order, rejections, and what it cost (free-form: tokens, seconds, money)."""

    model_config = ConfigDict(frozen=True)

    stages: tuple[Stage, ...] = Field(min_length=1)
    rejected: tuple[Rejection, ...] = ()
    cost: dict[str, JsonValue] = Field(default_factory=dict)

    def shares(self) -> list[tuple[Stage, float]]:
        """Each stage with its share of the first stage's count, in [0, 1]."""
        first = self.stages[0].count
        return [(stage, stage.count / first if first else 0.0) for stage in self.stages]

    def reasons(self) -> list[tuple[str, str, int]]:
        """(stage, reason, problems), the most frequent first."""
        counts = Counter((rejection.stage, rejection.reason) for rejection in self.rejected)
        return sorted(((stage, reason, n) for (stage, reason), n in counts.items()), key=lambda row: (-row[2], row))
