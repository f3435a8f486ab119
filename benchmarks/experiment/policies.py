"""What the arms need beside the policies: fixed datasets, levels at random, and a record of what was drawn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from scaler.curriculum import Curriculum, Draw, Outcome


class Delegate:
    """A curriculum that leaves everything to another one."""

    def __init__(self, inner: Curriculum) -> None:
        self._inner = inner

    @property
    def active(self) -> tuple[str, ...]:
        return self._inner.active

    @property
    def group_size(self) -> int | None:
        return self._inner.group_size

    @property
    def quarantined(self) -> dict[str, str]:
        return self._inner.quarantined

    @property
    def levels(self) -> dict[str, float]:
        return self._inner.levels

    def propose(self, count: int) -> list[Draw]:
        return self._inner.propose(count)

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        self._inner.observe(outcomes)

    def metrics(self) -> dict[str, float]:
        return self._inner.metrics()

    def state_dict(self) -> dict[str, Any]:
        return self._inner.state_dict()

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self._inner.load_state_dict(state)

    def adopt(self, state: Mapping[str, Any], renewed: Collection[str] = ()) -> None:
        self._inner.adopt(state, renewed)


class AnyLevel(Delegate):
    """No controller: the other curriculum chooses environments, levels are uniform. It observes what was drawn."""

    def __init__(self, inner: Curriculum, levels: Mapping[str, int], seed: int) -> None:
        super().__init__(inner)
        self._tops = dict(levels)
        self._rng = np.random.default_rng((seed, 1))
        self._drawn = dict.fromkeys(levels, 0)

    def propose(self, count: int) -> list[Draw]:
        return [self._elsewhere(draw.environment) for draw in self._inner.propose(count)]

    def _elsewhere(self, name: str) -> Draw:
        draw = Draw(name, int(self._rng.integers(self._tops[name])), self._drawn[name])
        self._drawn[name] += 1
        return draw


class FixedDataset(Delegate):
    """A list of instances, drawn once and repeated in epochs, each in an order of its own."""

    def __init__(self, inner: Curriculum, dataset: Sequence[Draw], seed: int) -> None:
        super().__init__(inner)
        self._dataset = list(dataset)
        self._rng = np.random.default_rng((seed, 2))
        self._epoch: list[int] = []

    def propose(self, count: int) -> list[Draw]:
        while len(self._epoch) < count:
            self._epoch += self._rng.permutation(len(self._dataset)).tolist()
        chosen, self._epoch = self._epoch[:count], self._epoch[count:]
        return [self._dataset[index] for index in chosen]


class Watched(Delegate):
    """A curriculum whose groups are written down, step by step, as they are observed."""

    def __init__(self, inner: Curriculum) -> None:
        super().__init__(inner)
        self.steps: list[list[Outcome]] = []

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        if any(outcome.fault is None for outcome in outcomes):
            self.steps.append(list(outcomes))
        super().observe(outcomes)
