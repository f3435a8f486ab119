"""One policy in one world, and what to say about it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.curriculum.oracle import Oracle
from benchmarks.curriculum.world import Ints, World
from scaler.curriculum import Curriculum, Outcome

EVERY = 10
"""Steps between two looks at the held-out environments."""


@dataclass(frozen=True)
class Result:
    """What a run showed.

    area         mean over the run of the held-out pass rate's gain since its start
    curve        that gain after every EVERY steps' worth of groups
    effective    share of groups with both passes and failures
    coverage     share of the pool that was drawn
    entropy      of the draws over environments, as a share of a uniform policy's
    broken       share of groups spent on broken environments
    touched      broken environments that were drawn
    found        share of those that were quarantined
    to_find      median groups that an environment took until it was found; None when none was
    false        share of the pool's sound environments that were quarantined
    exploits     share of the exploited environments, as far as they were drawn since, that were quarantined
    steps        optimiser steps: fewer when groups were thrown away
    """

    area: float
    curve: tuple[float, ...]
    effective: float
    coverage: float
    entropy: float
    broken: float
    touched: int
    found: float | None
    to_find: float | None
    false: float
    exploits: float | None
    steps: int


def simulate(world: World, policy: Curriculum | None, resample: bool = False) -> Result:
    """Run `policy`, the oracle where it is None, until the budget of groups is spent.

    With `resample` a step draws whole batches until it has a batch of effective groups, and throws away what is over,
    as DAPO does; every group that was drawn is paid for.
    """
    config = world.config
    oracle = Oracle(world)
    late: deque[list[Outcome]] = deque()
    draws_of = np.zeros(config.environments, dtype=int)
    since = np.zeros(config.environments, dtype=bool)
    when_found: dict[int, int] = {}
    effective = spent = steps = 0
    budget = config.steps * config.groups
    before = world.held_out()
    curve: list[float] = []
    while spent < budget:
        kept_rows: list[Ints] = []
        kept_signal = []
        kept = 0
        while kept < config.groups and spent < budget:
            if policy is None:
                rows, levels = oracle.propose(config.groups)
            else:
                draws = policy.propose(config.groups)
                rows = np.array([int(draw.environment[4:]) for draw in draws])
                levels = np.array([draw.level for draw in draws])
            passed, signal = world.roll(rows, levels)
            useful = (passed > 0) & (passed < config.rollouts)
            effective += int(useful.sum())
            spent += config.groups
            np.add.at(draws_of, rows, 1)
            if world.step >= config.steps // 2:
                since[rows] = True
            if policy is not None:
                rates = (passed / config.rollouts).tolist()
                late.append([Outcome(d, r, config.rollouts) for d, r in zip(draws, rates, strict=True)])
                if len(late) > config.delay:
                    policy.observe(late.popleft())
                    for name in getattr(policy, "quarantined", ()):
                        row = int(name[4:])
                        when_found.setdefault(row, int(draws_of[row]))
            chosen = np.flatnonzero(useful)[: config.groups - kept] if resample else np.arange(len(rows))
            kept_rows.append(rows[chosen])
            kept_signal.append(signal[chosen])
            kept += len(chosen)
            while len(curve) < spent // (EVERY * config.groups):
                curve.append(world.held_out() - before)
        world.learn(np.concatenate(kept_rows), np.concatenate(kept_signal))
        steps += 1
    caught = [row in when_found for row in world.exploited.tolist() if since[row]]
    return _result(
        world, curve, draws_of, when_found, effective / spent, float(np.mean(caught)) if caught else None, steps
    )


def _result(
    world: World,
    curve: Sequence[float],
    draws_of: Ints,
    when_found: dict[int, int],
    effective: float,
    exploits: float | None,
    steps: int,
) -> Result:
    broken = world.pool.broken
    sound = ~broken
    sound[world.exploited] = False
    touched = np.flatnonzero(broken & (draws_of > 0))
    found = [when_found[row] for row in touched.tolist() if row in when_found]
    share = draws_of[draws_of > 0] / draws_of.sum()
    return Result(
        area=float(np.mean(curve)),
        curve=tuple(round(value, 6) for value in curve),
        effective=effective,
        coverage=float(np.mean(draws_of > 0)),
        entropy=float(-(share * np.log(share)).sum() / np.log(len(broken))),
        broken=float(draws_of[broken].sum() / draws_of.sum()),
        touched=len(touched),
        found=len(found) / len(touched) if len(touched) else None,
        to_find=float(np.median(found)) if found else None,
        false=sum(bool(sound[row]) for row in when_found) / max(int(sound.sum()), 1),
        exploits=exploits,
        steps=steps,
    )
