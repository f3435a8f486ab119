"""A curriculum by its name, from settings as they stand in a configuration file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from scaler.curriculum.contract import Curriculum
from scaler.curriculum.paper import PaperConfig, PaperCurriculum
from scaler.curriculum.uniform import UniformConfig, UniformCurriculum
from scaler.errors import ConfigError

POLICIES = ("paper", "uniform")


def make_curriculum(name: str, environments: Mapping[str, int], settings: Mapping[str, Any], seed: int) -> Curriculum:
    """The curriculum `name` (one of POLICIES) over `environments`: name -> number of levels, in the order of the lock.

    `settings` are the fields of the policy's configuration. ConfigError for an unknown name, a wrong setting, an
    empty pool or an environment without levels. `seed` is not negative.
    """
    try:
        match name:
            case "paper":
                return PaperCurriculum(environments, PaperConfig.model_validate(settings), seed)
            case "uniform":
                return UniformCurriculum(environments, UniformConfig.model_validate(settings), seed)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ConfigError(
            f"curriculum {name!r} has wrong settings: {wrong}", fix="correct `curriculum.settings`"
        ) from error
    raise ConfigError(f"unknown curriculum {name!r}", fix=f"choose one of: {', '.join(POLICIES)}")
