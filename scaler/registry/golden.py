"""The golden: what a version's instances and scores are, as one hash a level. It never changes within a MAJOR."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from scaler.environment import Environment, Scale, boxed, corrupted

GOLDEN_SEEDS = (0, 1, 2)


def golden(environment: Environment) -> dict[str, str]:
    """Per level (its `scale_key`) a hash of instances and of the scores of the right, the empty and a corrupted answer.

    Raises InstanceError when an instance cannot be made and SandboxFailure.
    """
    return {scale_key(scale): _level_hash(environment, level) for level, scale in enumerate(environment.spec.levels)}


def scale_key(scale: Scale) -> str:
    """A level's name that does not depend on its place in the ladder, such as `m=4,n=12`."""
    return ",".join(f"{name}={size}" for name, size in sorted(scale.items()))


def changed_levels(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """The levels that both goldens have and differ on: where there is one, a new version needs a new MAJOR."""
    return sorted(key for key in old.keys() & new.keys() if old[key] != new[key])


def _level_hash(environment: Environment, level: int) -> str:
    total = hashlib.sha256()
    answer = environment.spec.asked
    instances = environment.instances([(level, seed) for seed in GOLDEN_SEEDS])
    texts = [[boxed(i.answer), "", boxed(corrupted(answer, i.answer))] for i in instances]
    scores = environment.scores([(i, text) for i, three in zip(instances, texts, strict=True) for text in three])
    for instance in instances:
        total.update(json.dumps(instance.model_dump(exclude={"environment", "level"}), sort_keys=True).encode())
    total.update(json.dumps([score.value for score in scores]).encode())
    return total.hexdigest()
