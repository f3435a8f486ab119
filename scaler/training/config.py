"""The settings of a training run, read from YAML."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scaler.errors import ConfigError

DEMO = "demo"


class Settings(BaseModel):
    """Base: immutable, unknown keys refused, a docstring for each field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class DemoModel(Settings):
    """The shape of the small Llama that stands in for a real model where there is no GPU."""

    layers: int = Field(default=3, ge=1)
    """Transformer layers."""

    width: int = Field(default=128, ge=8)
    """Hidden size; a multiple of twice the number of heads."""

    heads: int = Field(default=4, ge=1)
    """Attention heads."""

    @model_validator(mode="after")
    def _even_heads(self) -> Self:
        if self.width % (2 * self.heads):
            raise ValueError(f"width {self.width} is no multiple of twice {self.heads} heads")
        return self


class Warmup(Settings):
    """Supervised warm-up of the demo model: enough to answer the easiest levels now and then."""

    steps: int = Field(default=500, ge=1)
    """Optimiser steps."""

    batch: int = Field(default=48, ge=1)
    """Demonstrations a step."""

    learning_rate: float = Field(default=3e-3, gt=0)
    """Peak learning rate of AdamW: rises over the first tenth of the steps, then falls linearly to a tenth."""

    levels: int = Field(default=6, ge=1)
    """Demonstrations come from the lowest so many levels of each environment."""

    demonstrations: int = Field(default=360, ge=1)
    """Demonstrations per environment; level l gets a share in proportion to 1 / (l + 1)."""

    noise: float = Field(default=0.0, ge=0, lt=1)
    """Share of an answer's letters and digits replaced at random, anew each time: the model learns to be unsure."""

    unboxed: float = Field(default=0.0, ge=0, lt=1)
    """Share of demonstrations without the box around the answer: the model learns to forget the format at times."""


class GRPOSettings(Settings):
    """Group relative policy optimisation, by TRL."""

    steps: int = Field(default=60, ge=1)
    """Optimiser steps; each generates its rollouts afresh."""

    prompts: int = Field(default=16, ge=1)
    """Prompts a step, each an instance drawn from the curriculum."""

    group_size: int = Field(default=8, ge=2)
    """Rollouts of each prompt; their mean reward is the baseline."""

    micro_batch: int | None = Field(default=None, ge=1)
    """Rollouts in one backward pass; a divisor of prompts x group_size. All at once where it is not given."""

    learning_rate: float = Field(default=1e-4, gt=0)
    """Learning rate of AdamW at the first step."""

    schedule: Literal["constant", "linear"] = "constant"
    """What becomes of the learning rate: it stays, or falls linearly to 0 over the run."""

    max_completion_tokens: int = Field(default=64, ge=1)
    """Tokens after which a rollout is cut off."""

    temperature: float = Field(default=1.0, gt=0)
    """Sampling temperature of the rollouts."""

    loss_type: Literal["grpo", "dr_grpo", "dapo", "bnpo", "cispo"] = "dapo"
    """How TRL averages the token losses."""

    beta: float = Field(default=0.0, ge=0)
    """Weight of the KL term towards the model before GRPO; 0 keeps no reference model."""

    @model_validator(mode="after")
    def _divides(self) -> Self:
        if self.micro_batch is not None and self.rollouts % self.micro_batch:
            raise ValueError(f"micro_batch {self.micro_batch} does not divide the {self.rollouts} rollouts of a step")
        return self

    @property
    def rollouts(self) -> int:
        """Rollouts a step."""
        return self.prompts * self.group_size


class CurriculumSettings(Settings):
    """Which curriculum chooses the prompts."""

    name: str = "frontier"
    """The policy: one of scaler.curriculum.POLICIES."""

    settings: dict[str, Any] = Field(default_factory=dict)
    """The policy's own settings."""

    prior: Path | None = None
    """What an earlier run from the same model believed: the posterior.json in its folder. For `frontier` alone."""

    @model_validator(mode="after")
    def _prior_is_used(self) -> Self:
        if self.prior is not None and self.name != "frontier":
            raise ValueError(f"curriculum {self.name!r} takes no prior; 'frontier' does")
        return self


class SupplySettings(Settings):
    """How instances are made. What is made does not depend on it."""

    ahead: bool = True
    """Make a step's instances while the model still learns from the step before."""

    threads: int = Field(default=4, ge=1)
    """Environments that are asked at the same time."""


class TrainConfig(Settings):
    """A training run."""

    model: str = DEMO
    """A model folder (as `save_pretrained` writes it), or "demo" for a small one made on the spot."""

    demo: DemoModel = DemoModel()
    """Shape of the demo model; used with model "demo" alone."""

    warmup: Warmup = Warmup()
    """Warm-up of the demo model; used with model "demo" alone."""

    grpo: GRPOSettings = GRPOSettings()
    """The reinforcement learning itself."""

    curriculum: CurriculumSettings = CurriculumSettings()
    """What chooses the prompts."""

    checkpoint_every: int = Field(default=20, ge=1)
    """Steps between checkpoints; the last two are kept."""

    seed: int = Field(default=0, ge=0)
    """Everything random follows from it."""

    device: Literal["cpu", "auto"] = "cpu"
    """Where to compute; "auto" takes a GPU where there is one."""

    threads: int | None = Field(default=None, ge=1)
    """CPU threads of torch; its own choice where not given. A model as small as the demo's is fastest with one."""

    processes: int = Field(default=1, ge=1)
    """Processes that share the work of each step, one a GPU. They must divide its rollouts evenly."""

    supply: SupplySettings = SupplySettings()
    """How instances are made."""


def load_config(path: Path) -> TrainConfig:
    """The settings in a YAML file; ConfigError names the file and the wrong field."""
    try:
        content = yaml.safe_load(path.read_text())
        return TrainConfig.model_validate(content or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", fix="give a YAML file of training settings") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path}: {wrong}", fix="correct these settings") from error
