"""What a curriculum is: draws go out, outcomes come back."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

HELD_OUT = 10**9
"""Training draws seeds below this number, evaluation from it on: no instance is ever in both."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One instance to train on, for one group of rollouts.

    `environment` is the name that the pool was given, `level` counts from 0 (easiest), 0 <= `seed` < HELD_OUT.
    """

    environment: str
    level: int
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a draw: the share of its scored rollouts that passed, in [0, 1], and how many were scored.

    `pass_rate` None means that not one rollout of the group could be scored; such an outcome teaches nothing.
    `length` is the mean length of the group's responses, in tokens, where it is known. `fault` says what is wrong
    with the environment itself, where that is certain: its oracles disagree on this instance, its generator failed.
    """

    draw: Draw
    pass_rate: float | None
    rollouts: int
    length: float | None = None
    fault: str | None = None

    def __post_init__(self) -> None:
        if self.length is not None and not 0 <= self.length < math.inf:
            raise ValueError(f"length {self.length!r} is no number of tokens")
        if self.pass_rate is None:
            return
        if not 0 <= self.pass_rate <= 1:
            raise ValueError(f"pass_rate {self.pass_rate!r} is outside [0, 1]")
        if self.rollouts < 1:
            raise ValueError(f"a pass rate needs at least one scored rollout, not {self.rollouts}")


class Curriculum(Protocol):
    """Proposes (environment, level, seed), observes pass rates, adapts.

    Everything random comes from the seed it was made with. `propose` and `observe` may alternate in any order and
    outcomes may come late; an outcome of an environment outside the pool is a ConfigError.
    """

    @property
    def active(self) -> tuple[str, ...]:
        """The environments that draws come from now."""

    @property
    def group_size(self) -> int | None:
        """Rollouts that the policy wants in each group; None leaves it to the trainer. Constant over a run."""

    @property
    def quarantined(self) -> dict[str, str]:
        """Environments that left for an audit, each with the reason; nothing is drawn from them any more."""

    @property
    def levels(self) -> dict[str, float]:
        """Every environment's difficulty on its own ladder, 0 to its number of levels - 1; may lie between levels."""

    def propose(self, count: int) -> list[Draw]:
        """The next `count` instances to train on; no instance is ever proposed twice."""

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        """Learn from one step's outcomes; those of one environment count as one visit."""

    def metrics(self) -> dict[str, float]:
        """Numbers to log, all finite; what is not defined before something was observed is missing until then."""

    def state_dict(self) -> dict[str, Any]:
        """The whole state, as JSON values; restoring it continues exactly here."""

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Continue from `state`; ConfigError when it belongs to another policy, seed, setting or pool."""

    def adopt(self, state: Mapping[str, Any], renewed: Collection[str] = ()) -> None:
        """Continue from the `state` of a curriculum over another pool; for a curriculum that has done nothing yet.

        Environments of the same name and number of levels keep what is known of them, new ones start fresh, those
        that are gone leave. No instance is proposed again under a name that stayed. `renewed` are environments whose
        version changed: a quarantine that the old one earned does not hold for the new one, which starts fresh.
        ConfigError when the state belongs to another policy, seed or setting.
        """
