"""The rule of RLVE (Zeng et al., arXiv 2511.07317): a window of levels that moves up and never down.

Environment and level are drawn uniformly, the level from the last `width` ones up to h, which starts at 0. When at
least `groups` groups' rollouts came back from level h, their accuracy is judged: h rises by one when it is `threshold`
or better, and the count starts anew either way.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from pydantic import Field

from scaler.curriculum.contract import Outcome
from scaler.curriculum.simple import Settings, SimpleCurriculum
from scaler.curriculum.state import State, only, record


class RlveConfig(Settings):
    """Settings of RLVE's rule; the defaults are those of its code."""

    threshold: float = Field(default=0.9, gt=0, le=1)
    """Accuracy at level h from which on h rises."""

    groups: int = Field(default=8, ge=1)
    """Groups at level h that are judged together."""

    width: int = Field(default=4, ge=1)
    """Levels in the window [h - width + 1, h]."""


class RlveState(State):
    """`top` holds each environment's h, `seen` (accuracies summed, groups) at h; those still at their start lack."""

    top: dict[str, int] = Field(default_factory=dict)
    seen: dict[str, tuple[float, int]] = Field(default_factory=dict)


class RlveCurriculum(SimpleCurriculum[RlveConfig, RlveState]):
    """RLVE's curriculum; `levels` are the h."""

    policy = "rlve"
    state_type = RlveState

    @property
    def levels(self) -> dict[str, float]:
        return {name: float(self._state.top.get(name, 0)) for name in self._pool}

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        state, config = self._state, self._config
        for outcome, rate in record(state, outcomes, self._pool):
            name, top = outcome.draw.environment, state.top.get(outcome.draw.environment, 0)
            if outcome.draw.level != top:
                continue
            passed, groups = state.seen.get(name, (0.0, 0))
            state.seen[name] = (passed + rate, groups + 1)
            if groups + 1 >= config.groups:
                del state.seen[name]
                if (passed + rate) / (groups + 1) >= config.threshold:
                    state.top[name] = min(top + 1, self._pool[name] - 1)

    def _pick(self, name: str, rng: np.random.Generator) -> int:
        top = self._state.top.get(name, 0)
        return int(rng.integers(max(top - self._config.width + 1, 0), top + 1))

    def _keep(self, names: Collection[str]) -> None:
        self._state.top, self._state.seen = only(names, self._state.top), only(names, self._state.seen)
