"""The baseline of a timetable: the level rises evenly from the bottom of every ladder to its top, once in a run."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from scaler.curriculum.simple import Settings, SimpleCurriculum
from scaler.curriculum.state import State


class LinearConfig(Settings):
    """When the top is reached."""

    draws: int = Field(default=64_000, ge=1)
    """Draws after which every environment is at its top: prompts a step times the steps of the run."""


class LinearCurriculum(SimpleCurriculum[LinearConfig, State]):
    """Draws an environment uniformly, at the level that the timetable says; between two levels by the fraction."""

    policy = "linear"

    @property
    def levels(self) -> dict[str, float]:
        return {name: self._progress * (levels - 1) for name, levels in self._pool.items()}

    @property
    def _progress(self) -> float:
        return min(self._state.drawn / self._config.draws, 1.0)

    def _pick(self, name: str, rng: np.random.Generator) -> int:
        return int(self._progress * (self._pool[name] - 1) + rng.random())
