"""The files of a run's folder, read strictly: an error names the file, the line and the field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scaler.errors import ConfigError
from scaler.evaluation import Cell, wilson
from scaler.synthesis import Funnel


class Record(BaseModel):
    """Fields that a newer run adds are ignored, so that old and new runs can be read."""

    model_config = ConfigDict(frozen=True)


class EnvironmentStep(Record):
    """One environment at one step; `pass_rate` is None when nothing could be scored."""

    level: float = Field(ge=0)
    pass_rate: float | None = Field(ge=0, le=1)
    groups: int = Field(ge=0)


class Step(Record):
    """A line of metrics.jsonl.

    `time` is in seconds since the start; `replaced` counts since the start, by reason; `quarantined` names those that
    left for an audit at this step, with the reason.
    """

    step: int = Field(ge=0)
    time: float = Field(ge=0)
    reward: float | None
    effective_prompts: float | None = Field(ge=0, le=1)
    mean_level: float = Field(ge=0)
    active: tuple[str, ...]
    replaced: dict[str, int]
    quarantined: dict[str, str] = {}
    environments: dict[str, EnvironmentStep]
    response_tokens: float | None
    loss: float | None


class Evaluation(Record):
    """evaluation.json: the same held-out cells before and after training."""

    before: tuple[Cell, ...] = ()
    after: tuple[Cell, ...] = ()


class RunFacts(Record):
    """run.json: what was run."""

    model: str
    steps: int
    lock: str
    lock_digest: str
    policy: str
    seed: int
    started: datetime
    seconds: float


@dataclass(frozen=True)
class Run:
    """What a run's folder holds; a part whose file is not there (yet) is empty or None."""

    name: str
    facts: RunFacts | None
    steps: tuple[Step, ...]
    evaluation: Evaluation | None
    funnel: Funnel | None


class Rate(NamedTuple):
    """`passed` of `scored` samples."""

    passed: int
    scored: int

    @property
    def value(self) -> float:
        """The pass rate; there must be a scored sample."""
        return self.passed / self.scored

    def interval(self) -> tuple[float, float]:
        """The 95 % Wilson score interval."""
        return wilson(self.passed, self.scored)


K = TypeVar("K")
M = TypeVar("M", bound=BaseModel)


def rates(cells: Iterable[Cell], key: Callable[[Cell], K]) -> dict[K, Rate]:
    """Pass rates of the cells that share a key; a key without any scored sample is left out."""
    sums: dict[K, Rate] = {}
    for cell in cells:
        passed, scored = sums.get(key(cell), Rate(0, 0))
        sums[key(cell)] = Rate(passed + cell.passed, scored + cell.samples - cell.unscored)
    return {k: rate for k, rate in sums.items() if rate.scored}


def read_run(folder: Path) -> Run:
    """The run in `folder`; ConfigError when it holds no run, or a file of it is broken."""
    if not any((folder / name).is_file() for name in ("metrics.jsonl", "evaluation.json", "funnel.json")):
        raise ConfigError(
            f"{folder} holds no run: no metrics.jsonl, evaluation.json or funnel.json",
            fix="give the folder that a training or synthesis run wrote to",
        )
    return Run(
        name=folder.resolve().name,
        facts=_read(RunFacts, folder / "run.json"),
        steps=_read_steps(folder / "metrics.jsonl"),
        evaluation=_read(Evaluation, folder / "evaluation.json"),
        funnel=_read(Funnel, folder / "funnel.json"),
    )


def _read(model: type[M], path: Path) -> M | None:
    return _parse(model, path.read_bytes(), str(path)) if path.is_file() else None


def _read_steps(path: Path) -> tuple[Step, ...]:
    if not path.is_file():
        return ()
    lines = path.read_bytes().splitlines()
    steps = tuple(_parse(Step, line, f"{path}, line {number}") for number, line in enumerate(lines, start=1))
    for number, (earlier, later) in enumerate(pairwise(steps), start=2):
        if later.step <= earlier.step:
            raise ConfigError(
                f"{path}, line {number}: step {later.step} comes after step {earlier.step}",
                fix="remove the lines of steps that were done twice",
            )
    return steps


def _parse(model: type[M], text: bytes, where: str) -> M:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise ConfigError(
            f"{where}: {field + ': ' if field else ''}{first['msg']}",
            fix="restore the file, or remove what is broken",
        ) from error
