"""The curriculum of the paper (SCALER, arXiv 2601.04809): a difficulty controller inside, an active set outside.

Difficulty: each environment has a continuous level d. After a visit with accuracy a,

    d <- clip(d + beta (a - tau), 0, dmax)

and a draw at d is at level floor(d) or ceil(d), the latter with the probability of the fraction.

Active set: draws come in turn from `window` environments. One is retired when its accuracy was 0 on its last K_zero
visits, when its last K_sat visits were at dmax, or when the least-squares slope of d over its last K_slope visits is
not positive. An environment drawn uniformly from those that were not active takes its place.

Where the text is silent: the first active set is a seeded sample of the pool; an environment that retires keeps d,
loses its history and cannot return within the same step; without a replacement nobody retires, so a pool no larger
than the window stays as it is; an outcome that comes after its environment has retired still moves d.

The authors' released code differs from the text. Each deviation is a setting, and RELEASED has them all:
- `rounding` "even": the share of a visit's prompts at the upper level is rounded, halves to even, so that one prompt a
  visit never mixes levels;
- `first` "file": the first active set is the first ones of the pool;
- `replacement` "any": a replacement is drawn from all other environments, those that are active and those that just
  retired among them; two slots with the same environment are drawn from as one, so the active set shrinks, and the
  others get more prompts;
- `skip_first`: the zeros and the visits at the top are counted without the first visit of a history;
- `slope_visits` 20.
It also has a weighted choice of replacements, which its scripts leave off: `weighted`. `keep_history` is ours: it
shows what the clearing of histories is good for.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from pydantic import Field

from scaler.curriculum.contract import Draw, Outcome
from scaler.curriculum.simple import Settings
from scaler.curriculum.state import State, accuracies, adopt, check_pool, common_metrics, draw, only, record, restore

Reason = Literal["zeros", "saturated", "slope"]
Visit = tuple[float, float]
"""(d at the visit, accuracy)"""

SLOPE_SCALE = 0.05  # levels a visit: a weighted choice takes slopes well above it for equal
AGE_SCALE = 100  # steps after which an environment that waits has waited long enough
AGE_WEIGHT = 0.1  # of waiting against a rising level

INITIAL, DRAWS, REPLACEMENTS = range(3)
"""Independent random streams: each use seeds its generator with (seed, stream, count so far), so no generator has a
state that would have to be saved."""


class PaperConfig(Settings):
    """Settings of the paper's curriculum; the defaults are the paper's."""

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

    prompts_per_visit: int = Field(default=1, ge=1)
    """Draws that an environment gets in a row when its turn comes."""

    rounding: Literal["sample", "even"] = "sample"
    """How a level between two rungs is drawn: by chance, or by rounding the share of the visit's draws."""

    first: Literal["sample", "file"] = "sample"
    """The first active set: a sample of the pool, or its first ones."""

    replacement: Literal["waiting", "any"] = "waiting"
    """Who may replace a retired environment: those not active when the step began, or all but itself."""

    skip_first: bool = False
    """Leave the first visit of a history out when zeros and visits at the top are counted."""

    weighted: bool = False
    """Prefer replacements whose level rose and those that waited long, instead of a uniform choice."""

    keep_history: bool = False
    """Let an environment that retires keep its history: when it returns, the old visits count."""


RELEASED: Mapping[str, Any] = MappingProxyType(
    {"rounding": "even", "first": "file", "replacement": "any", "skip_first": True, "slope_visits": 20}
)
"""Settings that turn the paper's curriculum into that of its released code."""


class PaperState(State):
    """`level` holds the d of visited environments, `history` the visits of active ones, oldest first.

    `steps` counts the observations, `left` says at which of them an environment last retired.
    """

    active: list[str]
    level: dict[str, float] = Field(default_factory=dict)
    history: dict[str, list[Visit]] = Field(default_factory=dict)
    replaced: dict[Reason, int] = Field(default_factory=lambda: dict.fromkeys(get_args(Reason), 0))
    steps: int = 0
    left: dict[str, int] = Field(default_factory=dict)


def retirement(history: Sequence[Visit], top: int, config: PaperConfig) -> Reason | None:
    """Why an environment with this history, whose top level is `top`, should leave the active set; None to stay."""
    counted = history[1:] if config.skip_first else history
    zero, saturated, rise = (
        counted[-config.zero_visits :],
        counted[-config.top_visits :],
        history[-config.slope_visits :],
    )
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
        self._names = list(self._pool)
        places = range(len(self._pool))
        sampled = self._rng(seed, INITIAL, 0).permutation(places) if config.first == "sample" else places
        self._state = PaperState(
            policy="paper",
            seed=seed,
            settings=config.model_dump(mode="json"),
            environments=list(self._pool.items()),
            active=[self._names[i] for i in sampled[: config.window]],
        )

    @property
    def active(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._state.active))

    @property
    def group_size(self) -> int | None:
        return None

    @property
    def quarantined(self) -> dict[str, str]:
        return {}

    @property
    def levels(self) -> dict[str, float]:
        return {name: self._level(name) for name in self._pool}

    def propose(self, count: int) -> list[Draw]:
        state, visit, active = self._state, self._config.prompts_per_visit, self.active
        draws = []
        for chance in self._rng(state.seed, DRAWS, state.drawn).random(count):
            turn, place = divmod(state.drawn, visit)
            name = active[turn % len(active)]
            floor = math.floor(self._level(name))
            fraction = self._level(name) - floor
            upper = chance < fraction if self._config.rounding == "sample" else place < round(visit * fraction)
            draws.append(draw(state, name, floor + int(upper), self._pool[name]))
        return draws

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        state, config = self._state, self._config
        visits = accuracies(record(state, outcomes, self._pool))
        for name, accuracy in visits.items():
            d = self._level(name)
            if name in state.active:
                state.history[name] = [*state.history.get(name, []), (d, accuracy)][-self._memory :]
            state.level[name] = min(max(d + config.gain * (accuracy - config.target), 0.0), float(self._top(name)))
        if visits:
            state.steps += 1
            self._replace(visits)

    def metrics(self) -> dict[str, float]:
        replaced = {f"replaced_{reason}": float(count) for reason, count in self._state.replaced.items()}
        return common_metrics(self._state, [self._level(name) for name in self.active]) | replaced

    def state_dict(self) -> dict[str, Any]:
        return self._state.model_dump(mode="json")

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        self._state = restore(self._state, state)

    def adopt(self, state: Mapping[str, Any], renewed: Collection[str] = ()) -> None:
        """See Curriculum. Slots of the window that become free, or are new, go to environments that wait."""
        self._state, stayed = adopt(self._state, state)
        own = self._state
        own.level, own.history, own.left = only(stayed, own.level), only(stayed, own.history), only(stayed, own.left)
        own.active = [name for name in own.active if name in self._pool]
        free = min(self._config.window, len(self._pool)) - len(own.active)
        own.active += [name for name, _ in zip(self._order(set(own.active)), range(free), strict=False)]

    def _replace(self, visited: Mapping[str, float]) -> None:
        state, config = self._state, self._config
        leaving = [
            (slot, name, reason)
            for slot, name in enumerate(state.active)
            if name in visited
            and (reason := retirement(state.history.get(name, []), self._top(name), config)) is not None
        ]
        if not leaving:
            return
        order = self._order(set(state.active))
        for slot, name, reason in leaving:
            if state.left.get(name) == state.steps:  # the released code's duplicates: one history, cleared already
                continue
            if config.replacement == "any":
                order = self._order({name})
            successor = next(order, None)
            if successor is None:
                return
            state.active[slot] = successor
            state.left[name] = state.steps
            state.replaced[reason] += 1
            if not config.keep_history:
                del state.history[name]

    def _order(self, barred: set[str]) -> Iterator[str]:
        """The pool but for `barred`, in the order in which it may replace: uniform or weighted choices one by one."""
        rng = self._rng(self._state.seed, REPLACEMENTS, sum(self._state.replaced.values()))
        if self._config.weighted:
            weights = np.array([self._weight(name) for name in self._names])
            order = np.argsort(rng.standard_exponential(len(weights)) / np.maximum(weights, 1e-9))
        else:
            order = rng.permutation(len(self._names))
        return (self._names[i] for i in order if self._names[i] not in barred)

    def _weight(self, name: str) -> float:
        """The released code's weight: how fast the level rose, and how long ago the environment was active."""
        state = self._state
        levels = [d for d, _ in state.history.get(name, [])]
        spread = sum((2 * i - len(levels) + 1) ** 2 for i in range(len(levels))) / 2
        rise = max(_slope(levels) / spread, 0.0) if spread else 0.0
        waited = state.steps - state.left[name] if name in state.left else AGE_SCALE
        return 1 - math.exp(-rise / SLOPE_SCALE) + AGE_WEIGHT * min(1.0, waited / AGE_SCALE)

    @property
    def _memory(self) -> int:
        """Visits to remember."""
        config = self._config
        return max(config.zero_visits + config.skip_first, config.top_visits + config.skip_first, config.slope_visits)

    def _level(self, name: str) -> float:
        return self._state.level.get(name, min(self._config.start, float(self._top(name))))

    def _top(self, name: str) -> int:
        return self._pool[name] - 1

    @staticmethod
    def _rng(seed: int, stream: int, count: int) -> np.random.Generator:
        return np.random.default_rng((seed, stream, count))
