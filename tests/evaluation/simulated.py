"""A model that is known: it passes with the probability that its curve says, and answers nothing else."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from scaler.environment import Instance, Score


@dataclass
class Ladder:
    """An environment whose questions name themselves; "yes" is right, "?" cannot be judged."""

    name: str
    levels: int = 8
    drawn: list[tuple[int, int]] = field(default_factory=list)

    @property
    def ref(self) -> str:
        return f"{self.name}@1.0"

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        self.drawn += pairs
        return [
            Instance(
                environment=self.ref,
                level=level,
                seed=seed,
                data={},
                question=f"{self.name} {level} {seed}",
                answer="yes",
            )
            for level, seed in pairs
        ]

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        return [Score(value=None if text == "?" else float(text == "yes"), reason="") for _, text in pairs]


@dataclass
class Learner:
    """Passes with probability guess + (1 - guess) sigmoid(slope (frontier - level)), the frontier by environment."""

    frontiers: dict[str, float]
    slope: float = 1.5
    guess: float = 0.0
    unscored: float = 0.0
    calls: list[int] = field(default_factory=list)

    def rate(self, name: str, level: int) -> float:
        return self.guess + (1 - self.guess) / (1 + math.exp(-self.slope * (self.frontiers[name] - level)))

    def sample(self, questions: Sequence[str], samples: int, turn: int = 0) -> list[list[str]]:
        self.calls.append(len(questions) * samples)
        return [[self._answer(question, turn, i) for i in range(samples)] for question in questions]

    def _answer(self, question: str, turn: int, number: int) -> str:
        rng = random.Random(f"{question} {turn} {number}")
        if rng.random() < self.unscored:
            return "?"
        name, level, _ = question.split()
        return "yes" if rng.random() < self.rate(name, int(level)) else "no"
