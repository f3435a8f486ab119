"""The curriculum of the paper (SCALER, arXiv 2601.04809): a difficulty controller inside, an active set outside.

Difficulty: each environment has a continuous level d. After a visit with accuracy a,

    d <- clip(d + beta (a - tau), 0, dmax)

and a draw at d is at level floor(d) or ceil(d), the latter with the probability of the fraction.

Active set: draws come in turn from `window` environments. One is retired when its accuracy was 0 on its last K_zero
visits, when its last K_sat visits were at dmax, or when the least-squares slope of d over its last K_slope visits is
not positive. An environment drawn uniformly from those that were not active takes its place.

Where the released code differs from the paper's text, the text is followed:
- a level between two rungs is sampled; the release rounds halves to even, which never mixes at one prompt a visit;
- a replacement is never active already; the release draws from all others, and duplicates shrink its set;
- the K-th bad visit retires; the release overlooks the first visit of a history and waits for one more;
- K_slope is 10; the release fits 20 visits.
Where the text is silent: the first active set is a seeded sample of the pool (the release takes the first ones of the
file); an environment that retires keeps d, loses its history and cannot return within the same step; without a
replacement nobody retires, so a pool no larger than the window stays as it is; an outcome that comes after its
environment has retired still moves d.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from scaler.curriculum.contract import Draw, Outcome
from scaler.curriculum.state import State, check_pool, common_metrics, draw, record, restore

Reason = Literal["zeros", "saturated", "slope"]
Visit = tuple[float, float]
"""(d at the visit, accuracy)"""

INITIAL, DRAWS, REPLACEMENTS = range(3)
"""Independent random streams: each use seeds its generator with (seed, stream, count so far), so no generator has a
state that would have to be saved."""


class PaperConfig(BaseModel):
    """Settings of the paper's curriculum; the defaults are the paper's."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    target: float = Field(default=0.5, gt=0, lt=1)
    """tau: the accuracy at which an environment's level stays where it is."""

    gain: float = Field(default=2.0, gt=0, allow_inf_nan=False)
    """beta: levels moved by a visit whose accuracy is 1 off the target."""

    start: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """d0: the level that every environment starts at, at most its own top."""

    window: int = Field(default=64, ge=1)
    """Environments active at a time."""

    zero_visits: int = Field(default=5, ge=1)
    """K_zero: consecutive visits with accuracy 0 after which an environment retires."""

    top_visits: int = Field(default=5, ge=1)
    """K_sat: consecutive visits at the top level after which an environment retires."""

    slope_visits: int = Field(default=10, ge=2)
    """K_slope: visits over which the level must rise, or the environment retires."""

    @property
    def memory(self) -> int:
        """Visits to remember."""
        return max(self.zero_visits, self.top_visits, self.slope_visits)


class PaperState(State):
    """`level` holds the d of visited environments, `history` the visits of active ones, oldest first."""

    active: list[str]
    level: dict[str, float] = Field(default_factory=dict)
    history: dict[str, list[Visit]] = Field(default_factory=dict)
    replaced: dict[Reason, int] = Field(default_factory=lambda: dict.fromkeys(get_args(Reason), 0))


def retirement(history: Sequence[Visit], top: int, config: PaperConfig) -> Reason | None:
    """Why an environment with this history, whose top level is `top`, should leave the active set; None to stay."""
    zero, saturated, rise = (history[-k:] for k in (config.zero_visits, config.top_visits, config.slope_visits))
    if len(zero) == config.zero_visits and all(accuracy == 0 for _, accuracy in zero):
        return "zeros"
    if len(saturated) == config.top_visits and all(d == top for d, _ in saturated):
        return "saturated"
    if len(rise) == config.slope_visits and _slope([d for d, _ in rise]) <= 0:
        return "slope"
    return None


def _slope(values: Sequence[float]) -> float:
    """Least-squares slope of equally spaced values, times a positive constant; exactly 0 for a constant series."""
    centre = len(values) - 1
    return math.fsum((2 * i - centre) * value for i, value in enumerate(values))


class PaperCurriculum:
    """The paper's curriculum over `environments`: name -> number of levels."""

    def __init__(self, environments: Mapping[str, int], config: PaperConfig, seed: int) -> None:
        self._pool = check_pool(environments)
        self._config = config
        first = self._rng(seed, INITIAL, 0).permutation(len(self._pool))[: config.window]
        names = list(self._pool)
        self._state = PaperState(
            policy="paper",
            seed=seed,
            settings=config.model_dump(mode="json"),
            environments=list(self._pool.items()),
            active=[names[i] for i in first],
        )

    @property
    def active(self) -> tuple[str, ...]:
        return tuple(self._state.active)

    @property
    def levels(self) -> dict[str, float]:
        return {name: self._level(name) for name in self._pool}

    def propose(self, count: int) -> list[Draw]:
        state = self._state
        draws = []
        for chance in self._rng(state.seed, DRAWS, state.drawn).random(count):
            name = state.active[state.drawn % len(state.active)]
            floor = math.floor(self._level(name))
            level = floor + int(chance < self._level(name) - floor)
            draws.append(draw(state, name, level, self._pool[name]))
        return draws

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        state, config = self._state, self._config
        visits = record(state, outcomes, self._pool)
        for name, accuracy in visits.items():
            d = self._level(name)
            if name in state.active:
                state.history[name] = [*state.history.get(name, []), (d, accuracy)][-config.memory :]
            state.level[name] = min(max(d + config.gain * (accuracy - config.target), 0.0), float(self._top(name)))
        if visits:
            self._replace()

    def metrics(self) -> dict[str, float]:
        replaced = {f"replaced_{reason}": float(count) for reason, count in self._state.replaced.items()}
        return common_metrics(self._state, [self._level(name) for name in self._state.active]) | replaced

    def state_dict(self) -> dict[str, Any]:
        return self._state.model_dump(mode="json")

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self._state = restore(self._state, state)

    def _replace(self) -> None:
        state = self._state
        leaving = [
            (slot, name, reason)
            for slot, name in enumerate(state.active)
            if (reason := retirement(state.history.get(name, []), self._top(name), self._config)) is not None
        ]
        active = set(state.active)
        waiting = [name for name in self._pool if name not in active]
        order = self._rng(state.seed, REPLACEMENTS, sum(state.replaced.values())).permutation(len(waiting))
        for (slot, name, reason), successor in zip(leaving, order, strict=False):
            state.active[slot] = waiting[successor]
            del state.history[name]
            state.replaced[reason] += 1

    def _level(self, name: str) -> float:
        return self._state.level.get(name, min(self._config.start, float(self._top(name))))

    def _top(self, name: str) -> int:
        return self._pool[name] - 1

    @staticmethod
    def _rng(seed: int, stream: int, count: int) -> np.random.Generator:
        return np.random.default_rng((seed, stream, count))
