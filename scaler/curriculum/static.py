"""The baseline without a curriculum: every environment at one level for ever, as most collections of tasks are."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from scaler.curriculum.simple import Settings, SimpleCurriculum
from scaler.curriculum.state import State


class StaticConfig(Settings):
    """Where on its ladder each environment stays."""

    place: float = Field(default=0.5, ge=0, le=1)
    """0 is the easiest level, 1 the hardest; the nearest level is drawn, of two the harder."""


class StaticCurriculum(SimpleCurriculum[StaticConfig, State]):
    """Draws an environment uniformly, always at the same level."""

    policy = "static"

    @property
    def levels(self) -> dict[str, float]:
        return {name: float(self._level(name)) for name in self._pool}

    def _pick(self, name: str, rng: np.random.Generator) -> int:
        return self._level(name)

    def _level(self, name: str) -> int:
        return int(self._config.place * (self._pool[name] - 1) + 0.5)
