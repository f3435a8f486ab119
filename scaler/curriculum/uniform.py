"""The baseline: every environment and every level equally often, whatever the model can do."""

from __future__ import annotations

import numpy as np

from scaler.curriculum.simple import Settings, SimpleCurriculum
from scaler.curriculum.state import State


class UniformConfig(Settings):
    """The uniform curriculum has nothing to set."""


class UniformCurriculum(SimpleCurriculum[UniformConfig, State]):
    """Draws an environment uniformly, then one of its levels uniformly. `levels` are the means of the ladders."""

    policy = "uniform"

    @property
    def levels(self) -> dict[str, float]:
        return {name: (levels - 1) / 2 for name, levels in self._pool.items()}

    def _pick(self, name: str, rng: np.random.Generator) -> int:
        return int(rng.integers(self._pool[name]))
