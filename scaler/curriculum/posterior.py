"""What a run believed about its environments, as a file for the next run."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from scaler.errors import ConfigError


class Belief(BaseModel):
    """One environment: a Gaussian over its frontier for each response type, and the log weights of types and of broken.

    `rungs` are the errors of its levels, in levels, and `tries` the visits that they rest on. `mean` is where the
    frontier was at the start of the run: what the whole pool has moved since is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mean: tuple[float, ...]
    variance: tuple[float, ...]
    weight: tuple[float, ...]
    rungs: tuple[float, ...]
    tries: tuple[int, ...]


class Posterior(BaseModel):
    """Beliefs by environment, those seen alone; `drift` says by how many levels the pool moved in the run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drift: float
    environments: dict[str, Belief]


def read_posterior(path: Path) -> Posterior:
    """The posterior that a run wrote; ConfigError where the file holds none."""
    try:
        return Posterior.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ConfigError(
            f"{path} holds no posterior of a curriculum: {error}", fix="give the posterior.json of an earlier run"
        ) from error
