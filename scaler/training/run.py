"""A training run, from the first step or from where a killed one left off."""

from __future__ import annotations

import json
import shutil
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch
from transformers import AutoModelForCausalLM, PrinterCallback
from transformers.utils.logging import disable_progress_bar

from scaler.curriculum import Curriculum, FrontierCurriculum, make_curriculum, read_posterior
from scaler.errors import ConfigError
from scaler.evaluation import Env
from scaler.training.arguments import dtype_of, grpo_arguments, lora_config
from scaler.training.config import DEMO, TrainConfig
from scaler.training.demo_model import build_demo_model
from scaler.training.folder import begin, find, last_checkpoint, rewind, steps_done, write_facts
from scaler.training.models import find_model, load_tokenizer, save_model
from scaler.training.records import StepRecord, TrainResult
from scaler.training.trackers import keep_in
from scaler.training.trainer import AdaptiveGRPOTrainer

RECIPE_FILE = "recipe.json"
"""What a demo model was made from: another recipe makes another model."""


POSTERIOR_FILE = "posterior.json"
"""What the curriculum believed in the end, for the next run's `curriculum.prior`."""


class Progress(Protocol):
    """Called after each step."""

    def __call__(self, step: int, metrics: StepRecord) -> None: ...


def train(
    config: TrainConfig,
    environments: Mapping[str, Env],
    curriculum: Curriculum | None = None,
    *,
    out: Path,
    resume: bool = False,
    lock_name: str = "",
    lock_digest: str = "",
    progress: Progress | None = None,
    guess: Mapping[str, Sequence[float]] | None = None,
) -> TrainResult:
    """Train on `environments` (name -> environment, in the order of the lock file) and write the run to `out`.

    `curriculum` defaults to the one that `config` names, which is told `guess`: measured pass rates of guessing,
    environment -> one number from 0 to 1 for each level, as far as known. A curriculum that wants groups of its own
    size gets them, and as many prompts as keep the number of rollouts.

    With `resume` a run that was killed continues from its last whole checkpoint, with the prompts and completions that
    the unbroken run would have had; lines of metrics.jsonl beyond it are dropped. A finished run is returned as it is.

    Raises ConfigError when `out` already holds a run and `resume` is off, or holds none and it is on; LockError when
    the lock file changed since the run began; whatever a sandbox or an environment raises.
    """
    if curriculum is None:
        levels = {name: env.levels for name, env in environments.items()}
        chosen = config.curriculum
        prior = None if chosen.prior is None else read_posterior(chosen.prior)
        curriculum = make_curriculum(chosen.name, levels, chosen.settings, config.seed, guess=guess, prior=prior)
    config = with_group_size(config, curriculum.group_size)
    facts = find(out, lock_name, lock_digest) if resume else begin(out, config, lock_name, lock_digest)
    model = out / "model"
    if facts.seconds:
        return TrainResult(model=model, steps=facts.steps, seconds=facts.seconds)
    checkpoint = last_checkpoint(out / "checkpoints")
    elapsed = rewind(out / "metrics.jsonl", steps_done(checkpoint))
    began = time.monotonic() - elapsed
    base = prepare_model(config, environments, out)
    keep_in(out, config)
    with (out / "metrics.jsonl").open("a") as metrics, warnings.catch_warnings():
        # TRL 1.16 sets arguments by names that transformers has since renamed; the user can do nothing about it
        warnings.filterwarnings("ignore", category=FutureWarning, module="transformers")

        def on_step(record: StepRecord) -> None:
            timed = record.model_copy(update={"time": round(time.monotonic() - began, 3)})
            metrics.write(timed.model_dump_json() + "\n")
            metrics.flush()
            if progress is not None:
                progress(timed.step, timed)

        trainer = AdaptiveGRPOTrainer(
            model=AutoModelForCausalLM.from_pretrained(base, dtype=dtype_of(config)),
            args=grpo_arguments(config, out / "checkpoints"),
            tokenizer=load_tokenizer(base),
            style=config.prompt,
            adapter=lora_config(config),
            environments=environments,
            curriculum=curriculum,
            on_step=on_step,
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))
    temporary = out / "model.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    save_model(trainer, temporary, adapter=out / "adapter")
    shutil.rmtree(model, ignore_errors=True)
    temporary.replace(model)
    if isinstance(curriculum, FrontierCurriculum):
        (out / POSTERIOR_FILE).write_text(curriculum.posterior().model_dump_json() + "\n")
    seconds = round(time.monotonic() - began, 3)
    write_facts(out, facts.model_copy(update={"seconds": seconds}))
    return TrainResult(model=model, steps=config.grpo.steps, seconds=seconds)


def with_group_size(config: TrainConfig, size: int | None) -> TrainConfig:
    """`config` with groups of `size` rollouts, where one is given, and the same number of rollouts a step."""
    if size is None or size == config.grpo.group_size:
        return config
    rollouts = config.grpo.rollouts
    if rollouts % size:
        raise ConfigError(
            f"the curriculum's groups of {size} do not divide the {rollouts} rollouts of a step",
            fix="change `group_size` in `curriculum.settings`, or `grpo.prompts` and `grpo.group_size`",
        )
    grpo = config.grpo.model_copy(update={"group_size": size, "prompts": rollouts // size})
    return config.model_copy(update={"grpo": grpo})


def prepare_model(config: TrainConfig, environments: Mapping[str, Env], out: Path) -> Path:
    """The folder of the model before GRPO: the one in `config`, or the demo model, made in `<out>/base` at need."""
    disable_progress_bar()
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    if config.model != DEMO:
        return find_model(config.model, config.revision)
    base = out / "base"
    recipe = config.model_dump(include={"demo", "warmup", "seed"}) | {"environments": _refs(environments)}
    if _read_recipe(base) != recipe:
        shutil.rmtree(base, ignore_errors=True)
        out.mkdir(parents=True, exist_ok=True)
        build_demo_model(environments, config.demo, config.warmup, config.seed, base)
        (base / RECIPE_FILE).write_text(json.dumps(recipe))
    return base


def _refs(environments: Mapping[str, Env]) -> list[str]:
    return [env.ref for env in environments.values()]


def _read_recipe(base: Path) -> Any:
    path = base / RECIPE_FILE
    return json.loads(path.read_text()) if path.is_file() else None
