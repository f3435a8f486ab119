"""Held-out pass rates of a sampler over environments and levels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from scaler.curriculum import HELD_OUT
from scaler.environment import Instance
from scaler.errors import ConfigError
from scaler.evaluation.contract import Cell, Env, Sampler
from scaler.files import write_file


def evaluate(sampler: Sampler, environments: Mapping[str, Env], *, instances: int = 4, samples: int = 4) -> list[Cell]:
    """Sample every level of every environment: `instances` held-out questions each, `samples` completions a question.

    Cells come in the order of `environments`, levels rising. All questions go to the sampler at once. A sandbox or
    endpoint that fails raises; a completion that nobody could judge counts as `unscored`.
    """
    if instances < 1 or samples < 1:
        raise ConfigError(f"nothing to evaluate: {instances} instances with {samples} samples", fix="give at least 1")
    return judge(sampler, environments, draw(environments, instances), samples)


def draw(environments: Mapping[str, Env], instances: int) -> dict[str, list[Instance]]:
    """`instances` held-out tasks of every level of each environment, levels rising."""
    return {
        name: env.instances([(level, HELD_OUT + seed) for level in range(env.levels) for seed in range(instances)])
        for name, env in environments.items()
    }


def judge(
    sampler: Sampler, environments: Mapping[str, Env], tasks: Mapping[str, list[Instance]], samples: int
) -> list[Cell]:
    """Sample these tasks, by environment, and count; all questions go to the sampler at once."""
    questions = [task.question for made in tasks.values() for task in made]
    completions = iter(sampler.sample(questions, samples))
    cells = []
    for name, made in tasks.items():
        answered = [(task, text) for task in made for text in next(completions)]
        values = [score.value for score in environments[name].scores(answered)]
        cells += _cells(name, [task.level for task, _ in answered], values)
    return cells


def _cells(name: str, levels: Sequence[int], values: Sequence[float | None]) -> list[Cell]:
    by_level: dict[int, list[float | None]] = {}
    for level, value in zip(levels, values, strict=True):
        by_level.setdefault(level, []).append(value)
    return [
        Cell(
            environment=name,
            level=level,
            samples=len(found),
            passed=sum(value == 1 for value in found),
            unscored=found.count(None),
        )
        for level, found in sorted(by_level.items())
    ]


def pass_rate(cells: Iterable[Cell]) -> float | None:
    """Passed over scored samples, all cells together; None when nothing was scored."""
    passed, scored = 0, 0
    for cell in cells:
        passed += cell.passed
        scored += cell.samples - cell.unscored
    return passed / scored if scored else None


def wilson(passed: int, n: int, z: float = 1.959964) -> tuple[float, float]:
    """The Wilson score interval (Wilson 1927) of a rate, 95 % by default; (0, 1) when nothing was measured."""
    if n == 0:
        return 0.0, 1.0
    rate, scale = passed / n, 1 + z * z / n
    centre = rate + z * z / (2 * n)
    spread = z * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


class Evaluation(BaseModel):
    """evaluation.json: the same held-out questions before and after training; `after` is empty until then.

    `validation` is the digest of the validation set that both rest on. What a newer version adds is passed over.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    before: tuple[Cell, ...] = ()
    after: tuple[Cell, ...] = ()
    validation: str = ""


def write_evaluation(path: Path, before: Sequence[Cell], after: Sequence[Cell], validation: str = "") -> None:
    """Write an Evaluation, whole or not at all."""
    content = Evaluation(before=tuple(before), after=tuple(after), validation=validation)
    write_file(path, content.model_dump_json(indent=1).encode() + b"\n")


def read_evaluation(path: Path) -> Evaluation | None:
    """The evaluation in a file; None where there is none. ConfigError when it cannot be read."""
    try:
        return Evaluation.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise ConfigError(f"{path} holds no evaluation: {error}", fix="delete it: it is measured again") from error
