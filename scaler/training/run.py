"""A training run in a folder, from the first step or from where a killed one left off.

<out>/run.json         what is run, from which lock file
<out>/metrics.jsonl    one line a step
<out>/checkpoints/     the last two checkpoints
<out>/base/            the demo model before GRPO, where there is one
<out>/model/           the trained model
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import torch
from pydantic import BaseModel, ConfigDict, ValidationError
from transformers import AutoModelForCausalLM, AutoTokenizer, PrinterCallback
from trl import GRPOConfig

from scaler.curriculum import Curriculum, make_curriculum
from scaler.errors import ConfigError, LockError
from scaler.evaluation import Env
from scaler.training.config import DEMO, TrainConfig
from scaler.training.demo_model import build_demo_model
from scaler.training.records import StepRecord, TrainResult
from scaler.training.trainer import CURRICULUM_FILE, AdaptiveGRPOTrainer


class Progress(Protocol):
    """Called after each step."""

    def __call__(self, step: int, metrics: StepRecord) -> None: ...


class RunFacts(BaseModel):
    """run.json. `seconds` is 0 until the run is done."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    steps: int
    lock: str
    lock_digest: str
    policy: str
    seed: int
    started: str
    seconds: float = 0.0


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
) -> TrainResult:
    """Train on `environments` (name -> environment, in the order of the lock file) and write the run to `out`.

    `curriculum` defaults to the one that `config` names. With `resume` a run that was killed continues from its last
    whole checkpoint, with the prompts and completions that the unbroken run would have had; lines of metrics.jsonl
    beyond it are dropped. A finished run is returned as it is.

    Raises ConfigError when `out` already holds a run and `resume` is off, or holds none and it is on; LockError when
    the lock file changed since the run began; whatever a sandbox or an environment raises.
    """
    if curriculum is None:
        levels = {name: env.levels for name, env in environments.items()}
        curriculum = make_curriculum(config.curriculum.name, levels, config.curriculum.settings, config.seed)
    facts = _begin(config, out, resume, lock_name, lock_digest)
    model = out / "model"
    if facts.seconds:
        return TrainResult(model=model, steps=facts.steps, seconds=facts.seconds)
    checkpoint = last_checkpoint(out / "checkpoints")
    elapsed = _rewind(out / "metrics.jsonl", 0 if checkpoint is None else _step(checkpoint))
    began = time.monotonic() - elapsed
    base = prepare_model(config, environments, out)
    with (out / "metrics.jsonl").open("a") as metrics:

        def on_step(record: StepRecord) -> None:
            timed = record.model_copy(update={"time": round(time.monotonic() - began, 3)})
            metrics.write(timed.model_dump_json() + "\n")
            metrics.flush()
            if progress is not None:
                progress(timed.step, timed)

        trainer = AdaptiveGRPOTrainer(
            model=AutoModelForCausalLM.from_pretrained(base, dtype=_dtype(config)),
            args=_arguments(config, out / "checkpoints"),
            tokenizer=AutoTokenizer.from_pretrained(base, padding_side="left"),
            environments=environments,
            curriculum=curriculum,
            on_step=on_step,
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))
    temporary = out / "model.tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    trainer.save_model(str(temporary))
    shutil.rmtree(model, ignore_errors=True)
    temporary.replace(model)
    seconds = round(time.monotonic() - began, 3)
    _write(out / "run.json", facts.model_copy(update={"seconds": seconds}))
    return TrainResult(model=model, steps=config.grpo.steps, seconds=seconds)


def prepare_model(config: TrainConfig, environments: Mapping[str, Env], out: Path) -> Path:
    """The folder of the model before GRPO: the one in `config`, or the demo model, made in `<out>/base` at need."""
    if config.threads is not None:
        torch.set_num_threads(config.threads)
    if config.model != DEMO:
        if not (Path(config.model) / "config.json").is_file():
            raise ConfigError(
                f"model {config.model!r} is no model folder: it has no config.json",
                fix=f"give a folder that save_pretrained wrote, or {DEMO!r}",
            )
        return Path(config.model)
    base = out / "base"
    if not base.is_dir():
        out.mkdir(parents=True, exist_ok=True)
        build_demo_model(environments, config.demo, config.warmup, config.seed, base)
    return base


def last_checkpoint(folder: Path) -> Path | None:
    """The latest checkpoint that was written to its end; None when there is none."""
    whole = [path.parent for path in folder.glob(f"checkpoint-*/{CURRICULUM_FILE}")]
    return max(whole, key=_step, default=None)


def _step(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix("checkpoint-"))


def _begin(config: TrainConfig, out: Path, resume: bool, lock_name: str, lock_digest: str) -> RunFacts:
    """Claim the folder for this run, or find the run that is to be resumed in it."""
    path = out / "run.json"
    if not resume:
        if path.exists():
            raise ConfigError(f"{out} already holds a run", fix="resume it, or give another folder")
        out.mkdir(parents=True, exist_ok=True)
        facts = RunFacts(
            model=config.model,
            steps=config.grpo.steps,
            lock=lock_name,
            lock_digest=lock_digest,
            policy=config.curriculum.name,
            seed=config.seed,
            started=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        _write(path, facts)
        return facts
    try:
        facts = RunFacts.model_validate_json(path.read_bytes())
    except FileNotFoundError as error:
        raise ConfigError(f"{out} holds no run to resume", fix="start it without resume") from error
    except ValidationError as error:
        raise ConfigError(f"{path} cannot be read: {error}", fix="start a new run in another folder") from error
    if facts.lock_digest != lock_digest:
        raise LockError(
            f"the lock file {lock_name} changed since the run in {out} began: "
            f"{facts.lock_digest or 'no digest'} then, {lock_digest or 'no digest'} now",
            fix="restore the lock file, or start a new run in another folder",
        )
    return facts


def _rewind(metrics: Path, step: int) -> float:
    """Keep the lines of the first `step` steps, one each; returns the seconds that those steps took."""
    if not metrics.exists():
        return 0.0
    kept = metrics.read_text().splitlines()[:step]
    temporary = metrics.with_suffix(".tmp")
    temporary.write_text("".join(line + "\n" for line in kept))
    temporary.replace(metrics)
    return float(json.loads(kept[-1])["time"]) if kept else 0.0


def _write(path: Path, facts: RunFacts) -> None:
    temporary = path.with_suffix(".tmp")
    temporary.write_text(facts.model_dump_json(indent=1) + "\n")
    temporary.replace(path)


def _cuda(config: TrainConfig) -> bool:
    return config.device == "auto" and torch.cuda.is_available()


def _dtype(config: TrainConfig) -> torch.dtype:
    return torch.bfloat16 if _cuda(config) and torch.cuda.is_bf16_supported() else torch.float32


def _arguments(config: TrainConfig, folder: Path) -> GRPOConfig:
    grpo = config.grpo
    micro = grpo.micro_batch or grpo.rollouts
    return GRPOConfig(
        output_dir=str(folder),
        max_steps=grpo.steps,
        per_device_train_batch_size=micro,
        gradient_accumulation_steps=grpo.rollouts // micro,
        num_generations=grpo.group_size,
        max_completion_length=grpo.max_completion_tokens,
        temperature=grpo.temperature,
        learning_rate=grpo.learning_rate,
        lr_scheduler_type=grpo.schedule,
        loss_type=grpo.loss_type,
        beta=grpo.beta,
        logging_steps=1,
        save_steps=config.checkpoint_every,
        save_total_limit=2,
        ignore_data_skip=True,
        seed=config.seed,
        use_cpu=not _cuda(config),
        bf16=_dtype(config) is torch.bfloat16,
        gradient_checkpointing=_cuda(config),
        report_to="none",
        disable_tqdm=True,
    )
