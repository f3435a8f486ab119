"""A model's profile: its frontier in every environment, with intervals. A versioned JSON file."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from scaler.errors import ConfigError
from scaler.evaluation.contract import Cell, Env, Interval, SamplerConfig
from scaler.evaluation.plan import Plan, Tally
from scaler.files import write_file


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LevelProfile(_Frozen):
    """Counts of rollouts at a level, and the pass rate that the fitted curve has there."""

    level: int
    samples: int
    passed: int
    unscored: int
    rate: Interval


class EnvironmentProfile(_Frozen):
    """One environment.

    `frontier` is the level, a real number cut to [-1, levels], at which the pass rate crosses 1/2: below 0 no level
    passes half, above levels - 1 all do. `rate` is the pass rate over all levels, each counted alike. `trained` says
    whether the model was trained on the environment, in any version; None where nobody said.
    """

    environment: str
    levels: int = Field(ge=1)
    frontier: Interval
    rate: Interval
    rollouts: int
    unscored: int
    trained: bool | None
    curve: tuple[LevelProfile, ...]


class GroupProfile(_Frozen):
    """Environments together: the mean of their pass rates, with the interval of measuring these environments.

    It says nothing about environments that were not measured.
    """

    environments: int
    rate: Interval
    rollouts: int
    unscored: int


class Profile(_Frozen):
    """`groups`: "all", and where it is known what was trained on, "seen" and "unseen"."""

    version: Literal[1] = 1
    model: str
    lock: str
    lock_digest: str
    sampling: SamplerConfig
    plan: Plan
    groups: dict[str, GroupProfile]
    environments: tuple[EnvironmentProfile, ...]


def make_profile(
    environments: Mapping[str, Env],
    tallies: Mapping[str, Tally],
    *,
    model: str,
    lock: str,
    lock_digest: str,
    sampling: SamplerConfig,
    plan: Plan,
    trained: Collection[str] | None = None,
) -> Profile:
    """The profile of what was tallied; `trained` names the environments that the model was trained on."""
    found, moments = [], {}
    for name, env in environments.items():
        tally = tallies[name]
        belief = tally.belief()
        moments[env.ref] = belief.rate_moments()
        curve = zip(tally.passed, tally.scored, tally.unscored, belief.curve(), strict=True)
        found.append(
            EnvironmentProfile(
                environment=env.ref,
                levels=env.levels,
                frontier=_rounded(belief.frontier()),
                rate=_rounded(belief.rate()),
                rollouts=tally.rollouts,
                unscored=sum(tally.unscored),
                trained=None if trained is None else name in trained,
                curve=tuple(
                    LevelProfile(level=level, samples=n + u, passed=k, unscored=u, rate=_rounded(rate))
                    for level, (k, n, u, rate) in enumerate(curve)
                ),
            )
        )
    groups = {"all": found}
    if trained is not None:
        groups["seen"] = [each for each in found if each.trained]
        groups["unseen"] = [each for each in found if not each.trained]
    return Profile(
        model=model,
        lock=lock,
        lock_digest=lock_digest,
        sampling=sampling,
        plan=plan,
        groups={name: _group(members, moments) for name, members in groups.items() if members},
        environments=tuple(found),
    )


def write_profile(path: Path, profile: Profile) -> None:
    write_file(path, profile.model_dump_json(indent=1).encode() + b"\n")


def read_profile(path: Path) -> Profile:
    """ConfigError where the file holds no profile, or one of another version."""
    try:
        return Profile.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        detail = error.errors(include_url=False)[0]["msg"] if isinstance(error, ValidationError) else error
        raise ConfigError(
            f"{path} holds no profile: {detail}", fix="give the profile.json of `scaler evaluate`"
        ) from error


def profile_cells(profile: Profile) -> list[Cell]:
    """The levels that were sampled, as counts: what `scaler audit --pass-rates` takes."""
    return [
        Cell(environment=each.environment, level=at.level, samples=at.samples, passed=at.passed, unscored=at.unscored)
        for each in profile.environments
        for at in each.curve
        if at.samples
    ]


def write_cells(path: Path, cells: Sequence[Cell]) -> None:
    write_file(path, TypeAdapter(list[Cell]).dump_json(list(cells), indent=1) + b"\n")


def _group(members: Sequence[EnvironmentProfile], moments: Mapping[str, tuple[float, float]]) -> GroupProfile:
    means, variances = zip(*(moments[each.environment] for each in members), strict=True)
    mean = sum(means) / len(members)
    reach = 1.959964 * math.sqrt(sum(variances)) / len(members)
    return GroupProfile(
        environments=len(members),
        rate=_rounded(Interval(value=mean, low=max(0.0, mean - reach), high=min(1.0, mean + reach))),
        rollouts=sum(each.rollouts for each in members),
        unscored=sum(each.unscored for each in members),
    )


def _rounded(interval: Interval) -> Interval:
    return Interval(value=round(interval.value, 4), low=round(interval.low, 4), high=round(interval.high, 4))
