"""What the baselines have in common: they draw environments evenly from the whole pool and forget nothing."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict

from scaler.curriculum.contract import Draw, Outcome
from scaler.curriculum.state import State, adopt, check_pool, common_metrics, draw, record, restore


class Settings(BaseModel):
    """Base: immutable, unknown keys refused, a docstring for each field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


C = TypeVar("C", bound=Settings)
S = TypeVar("S", bound=State)


class SimpleCurriculum(ABC, Generic[C, S]):
    """Every draw takes an environment uniformly, then a level that `_pick` chooses."""

    policy: ClassVar[str]
    state_type: ClassVar[type[State]] = State

    def __init__(self, environments: Mapping[str, int], config: C, seed: int) -> None:
        self._pool = check_pool(environments)
        self._config = config
        self._state: S = self.state_type(  # type: ignore[assignment]
            policy=self.policy,
            seed=seed,
            settings=config.model_dump(mode="json"),
            environments=list(self._pool.items()),
        )

    @abstractmethod
    def _pick(self, name: str, rng: np.random.Generator) -> int:
        """The level to draw of environment `name`, 0 to its top."""

    @property
    @abstractmethod
    def levels(self) -> dict[str, float]:
        """See Curriculum."""

    @property
    def active(self) -> tuple[str, ...]:
        return tuple(self._pool)

    @property
    def group_size(self) -> int | None:
        return None

    @property
    def quarantined(self) -> dict[str, str]:
        return {}

    def propose(self, count: int) -> list[Draw]:
        state, names = self._state, list(self._pool)
        rng = np.random.default_rng((state.seed, state.drawn))
        draws = []
        for _ in range(count):
            name = names[int(rng.integers(len(names)))]
            draws.append(draw(state, name, self._pick(name, rng), self._pool[name]))
        return draws

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        record(self._state, outcomes, self._pool)

    def metrics(self) -> dict[str, float]:
        return common_metrics(self._state, list(self.levels.values()))

    def state_dict(self) -> dict[str, Any]:
        return self._state.model_dump(mode="json")

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self._state = restore(self._state, state)

    def adopt(self, state: Mapping[str, Any], renewed: Collection[str] = ()) -> None:
        self._state, stayed = adopt(self._state, state)
        self._keep(stayed)

    def _keep(self, names: Collection[str]) -> None:
        """Forget what the state says of environments other than `names`."""
