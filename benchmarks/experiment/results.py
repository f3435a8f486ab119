"""What is kept of a run, and the results file: one JSON line a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from scaler.curriculum import Outcome
from scaler.evaluation import Cell
from scaler.files import write_file

BLOCKS = 15
"""Points of a curve: each is the mean over so many steps that the run has this many of them."""

Passed = dict[str, list[int]]
"""Environment -> held-out samples that passed, level by level."""


class Result(BaseModel):
    """One run: an arm with a seed.

    trained           the environments that prompts came from
    reach             those in reach of the model: the held-out rate is theirs
    samples           held-out samples in each cell of `before` and `after`; an unscored one counts as failed
    effective         share of groups with 0 < pass rate < 1, mean over the steps
    failed, passed    share of groups whose rollouts all failed, all passed: together the zero-variance share
    level             mean level of the draws, last tenth of the steps
    tokens            tokens of all rollouts; `filter_rollouts` were sampled before, to choose a dataset
    cpu               CPU seconds of the training process, sandbox and evaluation not counted
    unscored          groups that nobody could score
    *_curve           means over blocks of steps
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    arm: str
    seed: int
    steps: int
    trained: list[str]
    reach: list[str]
    samples: int
    before: Passed
    after: Passed
    effective: float
    failed: float
    passed: float
    level: float
    tokens: int
    filter_rollouts: int
    cpu: float
    unscored: int
    quarantined: list[str]
    effective_curve: list[float]
    level_curve: list[float]
    reward_curve: list[float]

    def rate(self, when: str, names: Iterable[str] | None = None) -> float:
        """Held-out pass rate `before` or `after` over all levels of some environments, by default those in reach."""
        cells: Passed = getattr(self, when)
        chosen = [passed for name in (self.reach if names is None else names) for passed in cells[name]]
        return sum(chosen) / (len(chosen) * self.samples)

    def gain(self, names: Iterable[str] | None = None) -> float:
        kept = None if names is None else list(names)
        return self.rate("after", kept) - self.rate("before", kept)

    @property
    def untrained(self) -> list[str]:
        """Environments in reach that the run did not train on."""
        return [name for name in self.reach if name not in self.trained]


def passes(cells: Iterable[Cell]) -> Passed:
    """Cells with their levels rising, as `evaluate` gives them."""
    found: Passed = {}
    for cell in cells:
        found.setdefault(cell.environment, []).append(cell.passed)
    return found


class Groups(BaseModel):
    """What the groups of a run came to."""

    effective: float
    failed: float
    passed: float
    level: float
    unscored: int
    effective_curve: list[float]
    level_curve: list[float]
    reward_curve: list[float]


def summarise(steps: Sequence[Sequence[Outcome]]) -> Groups:
    """Shares and curves from the outcomes of each step."""
    rates = [[o.pass_rate for o in step if o.pass_rate is not None] for step in steps]
    effective = [float(np.mean([0 < rate < 1 for rate in step])) for step in rates]
    levels = [float(np.mean([o.draw.level for o in step])) for step in steps]
    every = [rate for step in rates for rate in step]
    return Groups(
        effective=round(float(np.mean(effective)), 4),
        failed=round(float(np.mean([rate == 0 for rate in every])), 4),
        passed=round(float(np.mean([rate == 1 for rate in every])), 4),
        level=round(float(np.mean(levels[-max(1, len(levels) // 10) :])), 3),
        unscored=sum(map(len, steps)) - len(every),
        effective_curve=_thinned(effective),
        level_curve=_thinned(levels),
        reward_curve=_thinned([float(np.mean(step)) for step in rates]),
    )


def _thinned(values: Sequence[float]) -> list[float]:
    return [round(float(part.mean()), 3) for part in np.array_split(np.array(values), min(BLOCKS, len(values)))]


def write_results(path: Path, results: Iterable[Result]) -> None:
    """Sorted by arm as given and seed, whole or not at all."""
    write_file(path, "".join(result.model_dump_json() + "\n" for result in results).encode())


def read_results(path: Path) -> list[Result]:
    return [Result.model_validate_json(line) for line in path.read_text().splitlines()]


def by_arm(results: Iterable[Result]) -> Mapping[str, dict[int, Result]]:
    """Arm -> seed -> result."""
    found: dict[str, dict[int, Result]] = {}
    for result in results:
        found.setdefault(result.arm, {})[result.seed] = result
    return found
