"""What guessing earns in each environment, as validation measured it."""

from __future__ import annotations

from collections.abc import Mapping

from scaler.environment import Environment
from scaler.registry import Registry
from scaler.validation import Evidence, guess_floors


def measured_floors(registry: Registry, environments: Mapping[str, Environment]) -> dict[str, tuple[float, ...]]:
    """Name -> the share of tasks that the best cheap guess gets right, per level of the published ladder.

    Environments whose evidence does not have them, such as those of an older pipeline, are left out.
    """
    floors = {}
    for name, environment in environments.items():
        evidence = [Evidence.model_validate(each) for each in registry.version(environment.ref).evidence]
        found = guess_floors(evidence)
        if len(found) == environment.levels:
            floors[name] = found
    return floors
