"""The part of a curriculum's state that every policy has, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from scaler.curriculum.contract import HELD_OUT, Draw, Outcome
from scaler.errors import ConfigError


class State(BaseModel):
    """Mutable, and always valid JSON. The first four fields say whose state it is and never change.

    policy        name of the policy
    seed          the curriculum's seed
    settings      its configuration
    environments  the pool as (name, number of levels), in the order given
    seeds         per environment that was drawn: the next unused seed of each level
    drawn         draws so far
    effective     share of groups with 0 < pass rate < 1 when outcomes last came in
    """

    model_config = ConfigDict(extra="forbid")

    policy: str
    seed: int
    settings: dict[str, JsonValue]
    environments: list[tuple[str, int]]
    seeds: dict[str, list[int]] = Field(default_factory=dict)
    drawn: int = 0
    effective: float | None = None


S = TypeVar("S", bound=State)
IDENTITY = ("policy", "seed", "settings", "environments")


def check_pool(environments: Mapping[str, int]) -> dict[str, int]:
    """A copy of the pool; ConfigError when it is empty or an environment has no level."""
    if not environments:
        raise ConfigError("the curriculum got no environments", fix="add environments to the lock file")
    for name, levels in environments.items():
        if levels < 1:
            raise ConfigError(f"environment {name!r} has {levels} levels", fix="give it at least one, or leave it out")
    return dict(environments)


def draw(state: State, environment: str, level: int, levels: int) -> Draw:
    """The next unused instance of (environment, level); ConfigError when all HELD_OUT training seeds are used."""
    seeds = state.seeds.setdefault(environment, [0] * levels)
    seed = seeds[level]
    if seed >= HELD_OUT:
        raise ConfigError(f"environment {environment!r} has used all {HELD_OUT} training seeds of level {level}")
    seeds[level] += 1
    state.drawn += 1
    return Draw(environment, level, seed)


def record(state: State, outcomes: Sequence[Outcome], pool: Mapping[str, int]) -> dict[str, float]:
    """Accuracy of each environment that was visited, its groups weighted by their rollouts.

    Groups that could not be scored are left out. ConfigError, before anything changes, for unknown environments.
    """
    unknown = sorted({outcome.draw.environment for outcome in outcomes} - pool.keys())
    if unknown:
        raise ConfigError(
            f"outcomes of environments outside this curriculum's pool of {len(pool)}: {', '.join(map(repr, unknown))}",
            fix="observe only what this curriculum proposed",
        )
    passed: dict[str, float] = {}
    rollouts: dict[str, int] = {}
    rates = []
    for outcome in outcomes:
        if outcome.pass_rate is None:
            continue
        name = outcome.draw.environment
        passed[name] = passed.get(name, 0.0) + outcome.pass_rate * outcome.rollouts
        rollouts[name] = rollouts.get(name, 0) + outcome.rollouts
        rates.append(outcome.pass_rate)
    if rates:
        state.effective = sum(0 < rate < 1 for rate in rates) / len(rates)
    return {name: passed[name] / rollouts[name] for name in passed}


def common_metrics(state: State, levels: Sequence[float]) -> dict[str, float]:
    """The metrics that every policy logs; `levels` are those of the active environments."""
    metrics = {
        "mean_level": sum(levels) / len(levels),
        "active_size": float(len(levels)),
        "coverage": len(state.seeds) / len(state.environments),
        "draws": float(state.drawn),
    }
    if state.effective is not None:
        metrics["effective_prompts"] = state.effective
    return metrics


def restore(own: S, saved: Mapping[str, Any]) -> S:
    """`saved` as a state like `own`; ConfigError when it is malformed or belongs to another curriculum."""
    try:
        state = type(own).model_validate(saved)
    except ValidationError as error:
        raise ConfigError(f"the saved curriculum state cannot be read: {error}") from error
    for field in IDENTITY:
        if getattr(state, field) != getattr(own, field):
            raise ConfigError(
                f"the saved curriculum state has another {field} than this run",
                fix="resume with the configuration and lock file of the saved run, or start a new run",
            )
    return state
