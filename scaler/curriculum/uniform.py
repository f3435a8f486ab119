"""The baseline: every environment and every level equally often, whatever the model can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from scaler.curriculum.contract import Draw, Outcome
from scaler.curriculum.state import State, check_pool, common_metrics, draw, record, restore


class UniformConfig(BaseModel):
    """The uniform curriculum has nothing to set."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class UniformCurriculum:
    """Draws an environment uniformly, then one of its levels uniformly. `levels` are the means of the ladders."""

    def __init__(self, environments: Mapping[str, int], config: UniformConfig, seed: int) -> None:
        self._pool = check_pool(environments)
        self._state = State(
            policy="uniform",
            seed=seed,
            settings=config.model_dump(mode="json"),
            environments=list(self._pool.items()),
        )

    @property
    def active(self) -> tuple[str, ...]:
        return tuple(self._pool)

    @property
    def levels(self) -> dict[str, float]:
        return {name: (levels - 1) / 2 for name, levels in self._pool.items()}

    def propose(self, count: int) -> list[Draw]:
        state, names = self._state, list(self._pool)
        rng = np.random.default_rng((state.seed, state.drawn))
        draws = []
        for _ in range(count):
            name = names[int(rng.integers(len(names)))]
            draws.append(draw(state, name, int(rng.integers(self._pool[name])), self._pool[name]))
        return draws

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        record(self._state, outcomes, self._pool)

    def metrics(self) -> dict[str, float]:
        return common_metrics(self._state, list(self.levels.values()))

    def state_dict(self) -> dict[str, Any]:
        return self._state.model_dump(mode="json")

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self._state = restore(self._state, state)
