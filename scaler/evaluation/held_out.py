"""A fixed validation set: drawn once for a run, and asked again before, during and after training.

Its questions have held-out seeds, which no curriculum draws. They stay the same while the curriculum moves, so a curve
over them shows the model and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from scaler.environment import Instance
from scaler.errors import ConfigError
from scaler.evaluation.contract import Cell, Env, Sampler, SamplerConfig
from scaler.evaluation.measure import Evaluation, draw, judge
from scaler.files import write_file
from scaler.progress import say

SET_FILE = "validation_set.jsonl"
CURVE_FILE = "validation.jsonl"


class Question(BaseModel):
    """A line of the set's file; `environment` is name@version."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: str
    level: int
    seed: int
    question: str
    answer: JsonValue


class ValidationSet:
    """Fixed held-out questions, each answered `samples` times when a model is measured.

    `digest` is the sha256 of the set's file.
    """

    def __init__(
        self, environments: Mapping[str, Env], tasks: Mapping[str, list[Instance]], samples: int, digest: str
    ) -> None:
        self._environments = environments
        self._tasks = tasks
        self._samples = samples
        self.digest = digest

    @property
    def questions(self) -> int:
        return sum(map(len, self._tasks.values()))

    def measured(self, known: Evaluation | None) -> list[Cell]:
        """What is known from before training of these very questions, each asked as often; nothing where it is not."""
        if known is None or known.validation != self.digest:
            return []
        complete = sum(cell.samples for cell in known.before) == self.questions * self._samples
        return list(known.before) if complete else []

    def measure(self, sampler: Sampler) -> list[Cell]:
        """The pass rates of a model. A sandbox or an endpoint that fails raises."""
        return judge(sampler, self._environments, self._tasks, self._samples)


def fixed_set(
    folder: Path, environments: Mapping[str, Env], *, instances: int = 4, samples: int = 4, fresh: bool = False
) -> ValidationSet:
    """The set in a run's folder; where there is none yet, or `fresh`, `instances` questions a level are drawn anew.

    A set that is there is drawn again and compared: ConfigError where its file cannot be read or an environment gives
    other questions or answers than it did. Environments that are no longer among those given are left out.
    """
    path = folder / SET_FILE
    if fresh or not path.exists():
        tasks = draw(environments, instances)
        write_file(path, b"".join(_line(task) for made in tasks.values() for task in made))
    else:
        tasks = _read(path, environments)
    return ValidationSet(environments, tasks, samples, hashlib.sha256(path.read_bytes()).hexdigest())


class ValidationCurve:
    """Measures a model in training, and keeps `{"step": ..., "cells": [...]}` lines in the run's folder."""

    def __init__(self, chosen: ValidationSet, sampling: SamplerConfig, folder: Path) -> None:
        self._set = chosen
        self._sampling = sampling
        self._path = folder / CURVE_FILE

    def __call__(self, step: int, model: Any, tokenizer: Any) -> list[Cell]:
        """Measure after `step` steps. Lines of that step and later ones are replaced: a resumed run does them again."""
        from scaler.evaluation.local import TransformersSampler

        return self.keep(step, self._set.measure(TransformersSampler(model, tokenizer, self._sampling)))

    def keep(self, step: int, cells: list[Cell]) -> list[Cell]:
        """Cells of `step` that were measured elsewhere."""
        old = self._path.read_text().splitlines() if self._path.exists() else []
        kept = [line for line in old if _Point.model_validate_json(line).step < step]
        kept.append(_Point(step=step, cells=tuple(cells)).model_dump_json())
        write_file(self._path, "".join(line + "\n" for line in kept).encode())
        return cells


class _Point(BaseModel):
    step: int
    cells: tuple[Cell, ...]


def _line(task: Instance) -> bytes:
    question = Question(
        environment=task.environment, level=task.level, seed=task.seed, question=task.question, answer=task.answer
    )
    return question.model_dump_json().encode() + b"\n"


def _read(path: Path, environments: Mapping[str, Env]) -> dict[str, list[Instance]]:
    try:
        questions = [Question.model_validate_json(line) for line in path.read_bytes().splitlines()]
    except ValidationError as error:
        first = error.errors(include_url=False)[0]["msg"]
        raise ConfigError(
            f"{path} holds no validation set: {first}", fix="start a new run in another folder"
        ) from error
    own: dict[str, list[Question]] = {}
    for question in questions:
        own.setdefault(question.environment, []).append(question)
    tasks = {name: _again(path, env, own.pop(env.ref)) for name, env in environments.items() if env.ref in own}
    if own:
        say(f"  validation leaves out what is not in the lock file: {', '.join(sorted(own))}")
    if not tasks:
        raise ConfigError(f"{path} has no question of these environments", fix="start a new run in another folder")
    return tasks


def _again(path: Path, env: Env, questions: list[Question]) -> list[Instance]:
    tasks = env.instances([(each.level, each.seed) for each in questions])
    for task, each in zip(tasks, questions, strict=True):
        if (task.question, task.answer) != (each.question, each.answer):
            raise ConfigError(
                f"{path}: {each.environment} level {each.level} seed {each.seed} is not what was drawn there",
                fix="restore the registry's files, or start a new run in another folder",
            )
    return tasks
