"""Which levels are sampled next, given what was seen: the adaptive test, or every level alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scaler.evaluation.belief import Belief, next_levels
from scaler.evaluation.contract import Cell


@dataclass
class Tally:
    """What was seen of one environment, for each level: questions drawn; rollouts that passed, failed, or neither."""

    levels: int
    drawn: list[int] = field(init=False)
    passed: list[int] = field(init=False)
    failed: list[int] = field(init=False)
    unscored: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.drawn, self.passed, self.failed, self.unscored = ([0] * self.levels for _ in range(4))

    def add(self, level: int, values: Sequence[float | None]) -> None:
        """One question's rollouts."""
        self.drawn[level] += 1
        for value in values:
            counts = self.unscored if value is None else self.passed if value == 1 else self.failed
            counts[level] += 1

    @property
    def scored(self) -> list[int]:
        return [p + f for p, f in zip(self.passed, self.failed, strict=True)]

    @property
    def rollouts(self) -> int:
        return sum(self.scored) + sum(self.unscored)

    def belief(self) -> Belief:
        return Belief(self.passed, self.scored)

    def cells(self, environment: str) -> list[Cell]:
        """The levels that were sampled."""
        counts = zip(self.passed, self.failed, self.unscored, strict=True)
        return [
            Cell(environment=environment, level=level, samples=p + f + u, passed=p, unscored=u)
            for level, (p, f, u) in enumerate(counts)
            if p + f + u
        ]


class AdaptivePlan(BaseModel):
    """Sample where it tells most, until both intervals are as narrow as wanted or the budget is used."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    kind: Literal["adaptive"] = "adaptive"
    """Samples go where they tell most."""

    width: float = Field(default=2.0, gt=0)
    """Wanted width of the frontier's 95 % interval, in levels."""

    rate_width: float = Field(default=0.25, gt=0, le=1)
    """Wanted width of the 95 % interval of the pass rate over all levels."""

    budget: int = Field(default=64, ge=1)
    """Most rollouts an environment."""

    batch: int = Field(default=8, ge=1)
    """Rollouts an environment in a round: all environments that are not settled take part in it."""

    @property
    def samples(self) -> int:
        """Completions a question. More than one would tell less: they share what is odd about their question."""
        return 1

    def next(self, tally: Tally) -> list[int] | None:
        """Questions to draw at each level; None once the environment is settled."""
        left = self.budget - tally.rollouts
        belief = tally.belief()
        narrow = belief.frontier().width <= self.width and belief.rate().width <= self.rate_width
        if left <= 0 or (narrow and tally.rollouts):
            return None
        return next_levels(belief, min(self.batch, left), self.width, self.rate_width)


class ExhaustivePlan(BaseModel):
    """Every level alike: a round takes one question of each."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    kind: Literal["exhaustive"] = "exhaustive"
    """The same number of samples at every level."""

    instances: int = Field(default=16, ge=1)
    """Questions a level."""

    samples: int = Field(default=1, ge=1)
    """Completions a question. Intervals take all completions for independent: above 1 they come out too narrow."""

    def next(self, tally: Tally) -> list[int] | None:
        """Questions to draw at each level; None once there were enough."""
        return None if tally.drawn[0] >= self.instances else [1] * tally.levels


Plan = AdaptivePlan | ExhaustivePlan
