"""Runs of policies in worlds, kept in a file: what was run once is not run again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np

from benchmarks.curriculum.scenarios import Policy
from benchmarks.curriculum.simulate import Result, simulate
from benchmarks.curriculum.world import World, WorldConfig
from scaler.curriculum import Curriculum, FrontierCurriculum, make_curriculum

GUESSES = 200
"""Guesses a level that measured guess rates rest on."""

Key = tuple[str, str, int]
"""(world, policy, seed)"""


class Runs:
    """Results by key, read from `path` and added to it as they are made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._results: dict[Key, Result] = {}
        if path.is_file():
            for line in path.read_text().splitlines():
                world, policy, seed, result = json.loads(line)
                self._results[world, policy, seed] = Result(**{**result, "curve": tuple(result["curve"])})

    def __getitem__(self, key: Key) -> Result:
        return self._results[key]

    def __contains__(self, key: Key) -> bool:
        return key in self._results

    def make(
        self,
        world: str,
        config: WorldConfig,
        policies: Mapping[str, Policy],
        seeds: Iterable[int],
        say: Callable[[str], None],
    ) -> None:
        """Run every policy on every seed, as far as that was not done."""
        for seed in seeds:
            for name, policy in policies.items():
                key = (world, name, seed)
                if key in self._results:
                    continue
                result = self._results[key] = run(config, policy, seed)
                with self._path.open("a") as file:
                    file.write(json.dumps([*key, asdict(result)]) + "\n")
                say(f"{world} | {name} | seed {seed}: area {result.area:.4f}")


def run(config: WorldConfig, policy: Policy, seed: int) -> Result:
    """One run; the same arguments give the same result."""
    world = World(config, seed)
    return simulate(world, _curriculum(world, policy, seed), policy.resample)


def _curriculum(world: World, policy: Policy, seed: int) -> Curriculum | None:
    if policy.name is None:
        return None
    pool = world.pool.names()
    guess = prior = None
    if policy.guess:
        rng = np.random.default_rng((seed, 2))
        floor = np.where(world.pool.broken, 0.0, world.pool.floor)
        guess = {
            name: (rng.binomial(GUESSES, floor[row], levels) / GUESSES).tolist()
            for row, (name, levels) in enumerate(pool.items())
        }
    if policy.prior:
        earlier = World(world.config.but(steps=min(policy.prior, world.config.steps)), seed, luck=1)
        curriculum = make_curriculum(policy.name, pool, policy.settings, seed + 10**6, guess=guess)
        assert isinstance(curriculum, FrontierCurriculum)
        simulate(earlier, curriculum)
        prior = curriculum.posterior()
    return make_curriculum(policy.name, pool, policy.settings, seed, guess=guess, prior=prior)
