"""What a training run reports: one record a step, and the result. The report reads these very classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """What a newer version added is kept, and what an older one did not write has a default: all runs stay readable."""

    model_config = ConfigDict(frozen=True, extra="allow")


class EnvironmentStep(Record):
    """One environment at one step: the level that its groups were drawn at, and how many of their rollouts passed.

    `level` is the curriculum's difficulty, which may lie between two levels; `pass_rate` is None when not one
    rollout could be scored.
    """

    level: float = Field(ge=0)
    pass_rate: float | None = Field(ge=0, le=1)
    groups: int = Field(ge=0)


class StepRecord(Record):
    """A line of metrics.jsonl.

    step               optimiser steps done, from 1
    time               seconds since the start of the run, time before a resume included
    environment_seconds  of the step, spent waiting for instances and scores, and on the curriculum
    reward             mean over scored rollouts
    effective_prompts  share of scored groups with 0 < pass rate < 1: the others teach nothing
    mean_level, active the active environments and their mean level when the step's prompts were drawn
    zero_variance      scored groups of the step whose rollouts all passed or all failed
    replaced           environments replaced since the start, by reason
    quarantined        environments that left for an audit at this step, with the reason
    environments       the environments that the step drew from
    response_tokens    mean tokens of a rollout
    rollouts           rollouts of the step, scored or not; None in runs that did not count them
    loss               GRPO's loss
    """

    step: int = Field(ge=0)
    time: float = Field(ge=0)
    environment_seconds: float = 0.0
    reward: float | None
    effective_prompts: float | None = Field(ge=0, le=1)
    zero_variance: int | None = None
    mean_level: float = Field(ge=0)
    active: tuple[str, ...]
    replaced: dict[str, int] = {}
    quarantined: dict[str, str] = {}
    environments: dict[str, EnvironmentStep]
    response_tokens: float | None = None
    rollouts: int | None = None
    loss: float | None = None


class TrainResult(Record):
    """What a run left behind: the trained model's folder, the steps done, and the seconds it took in all."""

    model: Path
    steps: int
    seconds: float


class Measure(Protocol):
    """Measures the model in training after `step` steps, and leaves it and all random states as they were."""

    def __call__(self, step: int, model: Any, tokenizer: Any) -> object: ...


class Progress(Protocol):
    """Called after each step."""

    def __call__(self, step: int, metrics: StepRecord) -> None: ...
