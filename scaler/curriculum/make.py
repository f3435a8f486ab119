"""A curriculum by its name, from settings as they stand in a configuration file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from scaler.curriculum.contract import Curriculum
from scaler.curriculum.frontier import FrontierCurriculum
from scaler.curriculum.frontier_config import FrontierConfig
from scaler.curriculum.linear import LinearConfig, LinearCurriculum
from scaler.curriculum.paper import PaperConfig, PaperCurriculum
from scaler.curriculum.posterior import Posterior
from scaler.curriculum.rlve import RlveConfig, RlveCurriculum
from scaler.curriculum.static import StaticConfig, StaticCurriculum
from scaler.curriculum.uniform import UniformConfig, UniformCurriculum
from scaler.errors import ConfigError

POLICIES = ("frontier", "paper", "rlve", "linear", "static", "uniform")


def make_curriculum(
    name: str,
    environments: Mapping[str, int],
    settings: Mapping[str, Any],
    seed: int,
    *,
    guess: Mapping[str, Sequence[float]] | None = None,
    prior: Posterior | None = None,
) -> Curriculum:
    """The curriculum `name` (one of POLICIES) over `environments`: name -> number of levels, in the order of the lock.

    `settings` are the fields of the policy's configuration, `seed` is not negative. `guess` and `prior` are knowledge
    that `frontier` uses and the others leave aside: measured pass rates of guessing, environment -> one number from 0
    to 1 for each level, and what an earlier run believed; neither needs to speak of every environment. ConfigError
    for an unknown name, a wrong setting, an empty pool, an environment without levels, or knowledge that does not fit.
    """
    try:
        match name:
            case "frontier":
                return FrontierCurriculum(environments, FrontierConfig.model_validate(settings), seed, guess, prior)
            case "paper":
                return PaperCurriculum(environments, PaperConfig.model_validate(settings), seed)
            case "rlve":
                return RlveCurriculum(environments, RlveConfig.model_validate(settings), seed)
            case "linear":
                return LinearCurriculum(environments, LinearConfig.model_validate(settings), seed)
            case "static":
                return StaticCurriculum(environments, StaticConfig.model_validate(settings), seed)
            case "uniform":
                return UniformCurriculum(environments, UniformConfig.model_validate(settings), seed)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ConfigError(
            f"curriculum {name!r} has wrong settings: {wrong}", fix="correct `curriculum.settings`"
        ) from error
    raise ConfigError(f"unknown curriculum {name!r}", fix=f"choose one of: {', '.join(POLICIES)}")
