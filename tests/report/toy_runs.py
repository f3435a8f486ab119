"""Runs of a toy learner, written as training writes them: real curricula, real records, no model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from scaler.curriculum import Outcome, make_curriculum
from scaler.evaluation import Cell, write_evaluation
from scaler.training import EnvironmentStep, StepRecord
from scaler.training.folder import RunFacts, write_facts

LEVELS, GROUP = 8, 8


def write_toy_run(
    folder: Path,
    *,
    environments: int = 8,
    steps: int = 30,
    prompts: int = 16,
    policy: str = "frontier",
    settings: Mapping[str, Any] | None = None,
    seed: int = 0,
    skill: float = 0.2,
    faulty: Mapping[str, int] | None = None,
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda record: record,
) -> None:
    """A run whose learner passes level l of an environment more often the more it was trained, from `skill` on.

    `faulty` environments fail for good at a step; `change` may alter each record before it is written.
    """
    pool = {f"env-{index:04}": LEVELS for index in range(environments)}
    curriculum = make_curriculum(policy, pool, dict(settings or {}), seed)
    rng = np.random.default_rng(seed)
    frontier = dict.fromkeys(pool, 0.0) | {name: float(rng.normal(skill, 1)) for name in pool}
    folder.mkdir(parents=True)
    before = _held_out(pool, frontier, rng)
    lines = []
    for number in range(1, steps + 1):
        known, levels = curriculum.quarantined, curriculum.levels
        draws = curriculum.propose(prompts)
        active, mean_level = curriculum.active, curriculum.metrics()["mean_level"]
        outcomes = []
        for draw in draws:
            passed = rng.binomial(GROUP, _rate(frontier[draw.environment], draw.level)) / GROUP
            fault = "the oracles disagree" if number == (faulty or {}).get(draw.environment) else None
            outcomes.append(Outcome(draw, passed, GROUP, 12.0 + draw.level, fault))
            frontier[draw.environment] += 0.3 * passed * (1 - passed)
        curriculum.observe(outcomes)
        rates = [each.pass_rate or 0.0 for each in outcomes]
        effective = float(np.mean([0 < rate < 1 for rate in rates]))
        record = StepRecord(
            step=number,
            time=2.0 * number,
            reward=float(np.mean(rates)),
            effective_prompts=effective,
            zero_variance=round((1 - effective) * prompts),
            mean_level=mean_level,
            active=tuple(dict.fromkeys((*active, *(draw.environment for draw in draws)))),
            replaced={
                key.removeprefix("replaced_"): int(value)
                for key, value in curriculum.metrics().items()
                if key.startswith("replaced_")
            },
            quarantined={name: why for name, why in curriculum.quarantined.items() if name not in known},
            environments={
                name: EnvironmentStep(
                    level=levels[name],
                    pass_rate=float(np.mean([r for d, r in zip(draws, rates, strict=True) if d.environment == name])),
                    groups=sum(draw.environment == name for draw in draws),
                )
                for name in dict.fromkeys(draw.environment for draw in draws)
            },
            response_tokens=12.0 + mean_level,
            rollouts=prompts * GROUP,
            loss=float(rng.normal(0, 0.01)),
        )
        lines.append(json.dumps(change(record.model_dump())) + "\n")
    (folder / "metrics.jsonl").write_text("".join(lines))
    write_evaluation(folder / "evaluation.json", before, _held_out(pool, frontier, rng))
    write_facts(
        folder,
        RunFacts(
            model="demo",
            steps=steps,
            lock="toy",
            lock_digest="0" * 64,
            policy=policy,
            seed=seed,
            started="2026-03-01T10:12:44+00:00",
            seconds=2.0 * steps,
        ),
    )


def _rate(frontier: float, level: int) -> float:
    return float(1 / (1 + np.exp(level - frontier)))


def _held_out(pool: Mapping[str, int], frontier: Mapping[str, float], rng: np.random.Generator) -> list[Cell]:
    return [
        Cell(
            environment=name,
            level=level,
            samples=16,
            passed=int(rng.binomial(16, _rate(frontier[name], level))),
        )
        for name, levels in pool.items()
        for level in range(levels)
    ]
