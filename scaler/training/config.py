"""The settings of a training run, read from YAML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scaler.errors import ConfigError
from scaler.evaluation import PromptStyle

DEMO = "demo"

Tracker = Literal["trackio", "tensorboard", "wandb"]


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
    """Learning rate of AdamW, once warmed up."""

    warmup_steps: int = Field(default=0, ge=0)
    """Steps over which the learning rate rises from 0."""

    schedule: Literal["constant", "linear"] = "constant"
    """What becomes of the learning rate then: it stays, or falls linearly to 0 over the run."""

    weight_decay: float = Field(default=0.0, ge=0)
    """Decoupled weight decay of AdamW."""

    max_grad_norm: float = Field(default=1.0, gt=0)
    """Gradients are scaled down to this norm."""

    max_completion_tokens: int = Field(default=64, ge=1)
    """Tokens after which a rollout is cut off."""

    mask_truncated_completions: bool = False
    """Leave rollouts that were cut off out of the loss; the curriculum still sees their scores."""

    temperature: float = Field(default=1.0, gt=0)
    """Sampling temperature of the rollouts."""

    top_p: float = Field(default=1.0, gt=0, le=1)
    """Sample from the likeliest tokens that hold this much probability; 1 from all."""

    top_k: int = Field(default=0, ge=0)
    """Sample from the so many likeliest tokens; 0 from all."""

    clip_low: float = Field(default=0.2, gt=0, lt=1)
    """The probability ratio counts down to 1 - clip_low."""

    clip_high: float | None = Field(default=None, gt=0)
    """The probability ratio counts up to 1 + clip_high; `clip_low` where it is not given."""

    scale_rewards: Literal["group", "batch", "none"] = "group"
    """Whose standard deviation advantages are divided by."""

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


class VLLMSettings(Settings):
    """vLLM generates the rollouts. GPUs alone; its CPU build does for a trial of `colocate`."""

    mode: Literal["colocate", "server"] = "colocate"
    """In the training processes, on the same GPUs; or a server of TRL's on others, started beforehand."""

    host: str = "127.0.0.1"
    """Of the server."""

    port: int = Field(default=8000, ge=1, le=65535)
    """Of the server."""

    timeout: float = Field(default=240.0, gt=0)
    """Seconds to wait for the server at the start."""

    gpu_memory_utilization: float = Field(default=0.3, gt=0, lt=1)
    """Share of each GPU's memory that colocated vLLM takes. A server is told when it is started."""

    tensor_parallel: int = Field(default=1, ge=1)
    """GPUs that share one copy of the colocated model. A server is told when it is started."""

    max_model_length: int | None = Field(default=None, ge=1)
    """Prompt and completion tokens together. The model's own limit where it is not given."""

    sleep: bool = False
    """Give colocated vLLM's memory back to the trainer while it learns."""


class LoRASettings(Settings):
    """Low-rank adapters (Hu et al. 2021) are trained instead of the weights. The result is merged into the model."""

    r: int = Field(default=16, ge=1)
    """Rank."""

    alpha: int = Field(default=32, ge=1)
    """The adapters' output is scaled by alpha / r."""

    dropout: float = Field(default=0.0, ge=0, lt=1)
    """Dropout before the adapters."""

    targets: Literal["all-linear"] | tuple[str, ...] = "all-linear"
    """Names of the layers that get adapters, such as q_proj; all linear layers but the output's by default."""


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


class EvaluationSettings(Settings):
    """The held-out measurement before and after training, and during it where that is wanted."""

    instances: int = Field(default=4, ge=1)
    """Questions a level."""

    samples: int = Field(default=4, ge=1)
    """Completions a question."""

    batch: int = Field(default=256, ge=1)
    """Completions generated at once."""

    every: int | None = Field(default=None, ge=1)
    """Measure the model in training after every so many steps too. In runs of one process alone."""


class SupplySettings(Settings):
    """How instances are made. What is made does not depend on it."""

    ahead: bool = True
    """Make a step's instances while the model still learns from the step before."""

    threads: int = Field(default=4, ge=1)
    """Environments that are asked at the same time."""


class TrainConfig(Settings):
    """A training run."""

    model: str = DEMO
    """A model folder (as `save_pretrained` writes it), a name on the Hugging Face hub, or "demo" for a small one made
    on the spot."""

    revision: str | None = None
    """Commit, tag or branch of a model on the hub."""

    prompt: PromptStyle = PromptStyle()
    """What a question is dressed in, in training and in the evaluations before and after."""

    demo: DemoModel = DemoModel()
    """Shape of the demo model; used with model "demo" alone."""

    warmup: Warmup = Warmup()
    """Warm-up of the demo model; used with model "demo" alone."""

    grpo: GRPOSettings = GRPOSettings()
    """The reinforcement learning itself."""

    curriculum: CurriculumSettings = CurriculumSettings()
    """What chooses the prompts."""

    evaluation: EvaluationSettings | None = EvaluationSettings()
    """The held-out measurement before and after; null for none."""

    lora: LoRASettings | None = None
    """Train adapters; all weights where it is not given."""

    vllm: VLLMSettings | None = None
    """Generate with vLLM; with transformers where it is not given."""

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

    sharding: Literal["none", "full"] = "none"
    """Whether each process holds all weights, gradients and optimizer states, or its share of them (FSDP)."""

    gradient_checkpointing: bool | None = None
    """Compute activations twice instead of keeping them. On GPUs alone where it is not given."""

    report_to: tuple[Tracker, ...] | None = None
    """Where the numbers of metrics.jsonl go besides: trackio where it is installed, if nothing is named."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.sharding == "full" and (self.processes == 1 or self.device == "cpu"):
            raise ValueError("sharding full needs several processes and device auto")
        if self.sharding == "full" and self.lora is not None:
            raise ValueError("lora trains few weights and is not sharded; leave sharding at none")
        if self.evaluation is not None and self.evaluation.every is not None and self.processes > 1:
            raise ValueError("evaluation.every needs a run in one process; leave it out")
        if self.vllm is not None and self.vllm.mode == "colocate" and self.processes % self.vllm.tensor_parallel:
            raise ValueError(f"tensor_parallel {self.vllm.tensor_parallel} does not divide {self.processes} processes")
        return self


def load_config(path: Path, changes: Sequence[str] = ()) -> TrainConfig:
    """The settings in a YAML file, with `changes` such as "grpo.steps=10" on top; values are read as YAML.

    ConfigError names the file and the wrong field.
    """
    try:
        content = yaml.safe_load(path.read_text()) or {}
        for change in changes:
            _apply(content, change)
        return TrainConfig.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", fix="give a YAML file of training settings") from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise ConfigError(f"{path}{_listed(changes)}: {wrong}", fix="correct these settings") from error


def dump_config(config: TrainConfig) -> str:
    """All settings as YAML, defaults included; `load_config` reads it back."""
    return yaml.safe_dump(config.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=110)


def _apply(content: Any, change: str) -> None:
    """Set one value in the content of a file, making the sections on the way to it."""
    name, given, text = change.partition("=")
    *sections, last = name.strip().split(".")
    if not given or not all((*sections, last)):
        raise ConfigError(f"{change!r} sets nothing", fix="write SETTING=VALUE, such as grpo.steps=10")
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{change!r}: the value is no YAML: {error}", fix="quote it") from error
    for section in sections:
        inner = content.get(section) if isinstance(content, dict) else None
        if not isinstance(content, dict) or not (inner is None or isinstance(inner, dict)):
            raise ConfigError(f"{change!r}: {section} has no settings of its own", fix="see examples/configs")
        content[section] = inner = {} if inner is None else inner
        content = inner
    if not isinstance(content, dict):
        raise ConfigError(f"{change!r}: the file holds no settings", fix="see examples/configs")
    content[last] = value


def _listed(changes: Sequence[str]) -> str:
    return f" with {', '.join(changes)}" if changes else ""
