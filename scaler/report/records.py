"""The files of a run's folder, what training writes by training's own classes; an error names file and field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from scaler.errors import ConfigError
from scaler.evaluation import Cell, Evaluation, wilson
from scaler.synthesis import Funnel
from scaler.training.folder import RunFacts
from scaler.training.records import Record, StepRecord

FILES = ("metrics.jsonl", "evaluation.json", "validation.jsonl", "funnel.json")


class Validation(Record):
    """A line of validation.jsonl: the held-out cells after `step` steps."""

    step: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Run:
    """What a run's folder holds; a part whose file is not there (yet) is empty or None.

    `settings` is run.json as it stands, whatever keys it has.
    """

    name: str
    folder: Path
    facts: RunFacts | None
    steps: tuple[StepRecord, ...]
    evaluation: Evaluation | None
    validation: tuple[Validation, ...]
    funnel: Funnel | None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def setting(self, key: str) -> Any:
        """What run.json says under a dotted key, such as `config.grpo.steps`; None where it says nothing."""
        value: Any = self.settings
        for part in key.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    @property
    def done(self) -> int:
        """The steps that the run has done, 0 where nothing tells."""
        return self.steps[-1].step if self.steps else self.facts.steps if self.facts else 0

    def held_out(self) -> list[tuple[int, Rate]]:
        """Held-out pass rates over all cells as (steps done, rate): before, on the way, after."""
        points = {each.step: each.cells for each in self.validation}
        if self.evaluation is not None:
            if self.evaluation.before:
                points.setdefault(0, self.evaluation.before)
            if self.evaluation.after:
                points.setdefault(self.done or 1, self.evaluation.after)
        found = {step: rates(cells, lambda _: "all") for step, cells in points.items()}
        return [(step, rate["all"]) for step, rate in sorted(found.items()) if rate]


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
    if not any((folder / name).is_file() for name in FILES):
        raise ConfigError(
            f"{folder} holds no run: no {', '.join(FILES[:-1])} or {FILES[-1]}",
            fix="give the folder that a training or synthesis run wrote to",
        )
    facts = _read(RunFacts, folder / "run.json")
    steps = _read_lines(StepRecord, folder / "metrics.jsonl")
    validation = _read_lines(Validation, folder / "validation.jsonl")
    return Run(
        name=folder.resolve().name,
        folder=folder,
        facts=facts,
        steps=steps,
        evaluation=_read(Evaluation, folder / "evaluation.json"),
        validation=validation,
        funnel=_read(Funnel, folder / "funnel.json"),
        settings={} if facts is None else json.loads((folder / "run.json").read_bytes()),
    )


def _read(model: type[M], path: Path) -> M | None:
    return _parse(model, path.read_bytes(), str(path)) if path.is_file() else None


L = TypeVar("L", StepRecord, Validation)


def _read_lines(model: type[L], path: Path) -> tuple[L, ...]:
    """The lines of a file that a run appends to, a step each and the steps rising.

    A last line without its end is being written: it is left for the next reading.
    """
    if not path.is_file():
        return ()
    lines = path.read_bytes().split(b"\n")[:-1]
    steps = tuple(_parse(model, line, f"{path}, line {number}") for number, line in enumerate(lines, start=1))
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
