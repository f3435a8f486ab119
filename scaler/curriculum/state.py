"""The part of a curriculum's state that every policy has, and what is done with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    groups        groups that came back scored, so far
    idle          those of them with zero variance: all their rollouts passed, or none
    rollouts      scored rollouts so far
    """

    model_config = ConfigDict(extra="forbid")

    policy: str
    seed: int
    settings: dict[str, JsonValue]
    environments: list[tuple[str, int]]
    seeds: dict[str, list[int]] = Field(default_factory=dict)
    drawn: int = 0
    effective: float | None = None
    groups: int = 0
    idle: int = 0
    rollouts: int = 0


S = TypeVar("S", bound=State)
V = TypeVar("V")
OWNER = ("policy", "seed", "settings")
IDENTITY = (*OWNER, "environments")


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


def record(state: State, outcomes: Sequence[Outcome], pool: Mapping[str, int]) -> list[tuple[Outcome, float]]:
    """The scored outcomes with their pass rates, counted in `state`.

    ConfigError, before anything changes, for unknown environments.
    """
    unknown = sorted({name for outcome in outcomes if (name := outcome.draw.environment) not in pool})
    if unknown:
        raise ConfigError(
            f"outcomes of environments outside this curriculum's pool of {len(pool)}: {', '.join(map(repr, unknown))}",
            fix="observe only what this curriculum proposed",
        )
    scored = [(outcome, outcome.pass_rate) for outcome in outcomes if outcome.pass_rate is not None]
    if scored:
        idle = sum(not 0 < rate < 1 for _, rate in scored)
        state.effective = (len(scored) - idle) / len(scored)
        state.groups += len(scored)
        state.idle += idle
        state.rollouts += sum(outcome.rollouts for outcome, _ in scored)
    return scored


def accuracies(scored: Sequence[tuple[Outcome, float]]) -> dict[str, float]:
    """Accuracy of each environment that was visited, its groups weighted by their rollouts."""
    passed: dict[str, float] = {}
    rollouts: dict[str, int] = {}
    for outcome, rate in scored:
        name = outcome.draw.environment
        passed[name] = passed.get(name, 0.0) + rate * outcome.rollouts
        rollouts[name] = rollouts.get(name, 0) + outcome.rollouts
    return {name: passed[name] / rollouts[name] for name in passed}


def common_metrics(state: State, levels: Sequence[float]) -> dict[str, float]:
    """The metrics that every policy logs; `levels` are those of the active environments.

    `zero_variance` counts the groups so far that taught nothing; `rollouts_per_effective_group` is what a group that
    taught something really cost, the others' rollouts included.
    """
    metrics = {
        "mean_level": sum(levels) / len(levels),
        "active_size": float(len(levels)),
        "coverage": len(state.seeds) / len(state.environments),
        "draws": float(state.drawn),
    }
    if state.effective is not None:
        metrics["effective_prompts"] = state.effective
        metrics["zero_variance"] = float(state.idle)
    if state.groups > state.idle:
        metrics["rollouts_per_effective_group"] = state.rollouts / (state.groups - state.idle)
    return metrics


def restore(own: S, saved: Mapping[str, Any], *further: str) -> S:
    """`saved` as a state like `own`; ConfigError when it is malformed or belongs to another curriculum.

    `further` are fields that must be the same beside IDENTITY.
    """
    return _read(own, saved, (*IDENTITY, *further))


def adopt(own: S, saved: Mapping[str, Any]) -> tuple[S, set[str]]:
    """`saved`, of a curriculum over another pool, as a state over the pool of `own`; and the names that stayed.

    Those are the environments in both pools with the same number of levels. What the policies add to State is left as
    it was saved. ConfigError when it is malformed or belongs to another policy, seed or setting.
    """
    state = _read(own, saved, OWNER)
    pool = dict(own.environments)
    stayed = {name for name, levels in state.environments if pool.get(name) == levels}
    seeds = {
        name: used if name in stayed else [max(used)] * pool[name] for name, used in state.seeds.items() if name in pool
    }
    return state.model_copy(update={"environments": own.environments, "seeds": seeds}), stayed


def only(names: Collection[str], values: Mapping[str, V]) -> dict[str, V]:
    """The values of `names`."""
    return {name: value for name, value in values.items() if name in names}


def _read(own: S, saved: Mapping[str, Any], same: Sequence[str]) -> S:
    try:
        state = type(own).model_validate(saved)
    except ValidationError as error:
        raise ConfigError(f"the saved curriculum state cannot be read: {error}") from error
    for field in same:
        if getattr(state, field) != getattr(own, field):
            raise ConfigError(
                f"the saved curriculum state has another {field} than this run",
                fix="resume with the configuration and lock file of the saved run, or start a new run",
            )
    return state
