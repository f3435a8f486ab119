"""The arms of the experiment, and everything that they have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from scaler.training import DemoModel, GRPOSettings, TrainConfig, Warmup

WINDOW = 6
"""Environments in the active set of the paper's curriculum, out of the ten in reach."""


@dataclass(frozen=True)
class Arm:
    """A way to choose prompts.

    `pool` are the environments trained on: those in reach, so many of them, or all, those out of reach included.
    `levels` "any" takes the controller out. `dataset` draws a list of instances once, from all levels ("all") or from
    what the model passes now and then before training ("filtered").
    """

    policy: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    pool: Literal["reach", "all"] | int = "reach"
    levels: Literal["chosen", "any"] = "chosen"
    dataset: Literal["all", "filtered"] | None = None


NO_CURATION = {"uniform": 1.0, "quarantine_limit": 0.0}
"""Every environment is drawn alike, and none ever leaves."""

ARMS: Mapping[str, Arm] = {
    "frontier": Arm("frontier"),
    "fixed": Arm("uniform", dataset="all"),
    "uniform": Arm("uniform"),
    "paper": Arm("paper", {"window": WINDOW}),
    "fixed, filtered": Arm("uniform", dataset="filtered"),
    "frontier, 4 environments": Arm("frontier", pool=4),
    "frontier, all environments": Arm("frontier", pool="all"),
    "frontier, controller off": Arm("frontier", levels="any"),
    "frontier, curation off": Arm("frontier", NO_CURATION),
    "frontier, all environments, curation off": Arm("frontier", NO_CURATION, pool="all"),
}


class Plan(BaseModel):
    """The size of the experiment.

    dataset      instances of a fixed dataset
    instances    held-out questions a level
    completions  a question
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    arms: tuple[str, ...] = tuple(ARMS)
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)
    warmup_steps: int = 2000
    demonstrations: int = 420
    steps: int = 120
    dataset: int = 480
    instances: int = 16
    completions: int = 2

    def config(self, seed: int) -> TrainConfig:
        """Training settings that all arms share. docs/demo-model.md says what was tried to get there."""
        return TrainConfig(
            demo=DemoModel(layers=3, width=64, heads=4),
            warmup=Warmup(
                steps=self.warmup_steps,
                batch=48,
                learning_rate=6e-3,
                levels=6,
                demonstrations=self.demonstrations,
                noise=0.05,
                unboxed=0.4,
            ),
            grpo=GRPOSettings(
                steps=self.steps,
                prompts=16,
                group_size=8,
                learning_rate=6e-4,
                schedule="linear",
                max_completion_tokens=40,
            ),
            checkpoint_every=self.steps,
            seed=seed,
            threads=1,
        )


QUICK = Plan(
    arms=("frontier", "fixed"), seeds=(100, 101), warmup_steps=40, demonstrations=40, steps=4, dataset=32, instances=1
)
"""Numbers without meaning: does everything run?"""
