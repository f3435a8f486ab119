"""A training run, from the first step or from where a killed one left off."""

from __future__ import annotations

import json
import os
import shutil
import time
import warnings
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import torch
from transformers import AutoModelForCausalLM, PrinterCallback
from transformers.utils.logging import disable_progress_bar

from scaler.curriculum import Curriculum, FrontierCurriculum, make_curriculum, read_posterior
from scaler.errors import ConfigError
from scaler.evaluation import Env
from scaler.files import write_file
from scaler.training.arguments import dtype_of, grpo_arguments, lora_config, uses_cuda
from scaler.training.config import DEMO, TrainConfig
from scaler.training.demo_model import build_demo_model
from scaler.training.folder import (
    RunFacts,
    begin,
    change_lock,
    check,
    discard_partial,
    last_checkpoint,
    own,
    rewind,
    steps_done,
    write_facts,
)
from scaler.training.models import find_model, load_tokenizer, save_model
from scaler.training.records import Measure, Progress, StepRecord, TrainResult
from scaler.training.supply import Supply
from scaler.training.tasks import Tasks
from scaler.training.team import Team, join_team
from scaler.training.trackers import keep_in
from scaler.training.trainer import AdaptiveGRPOTrainer

RECIPE_FILE = "recipe.json"
"""What a demo model was made from: another recipe makes another model."""


POSTERIOR_FILE = "posterior.json"
"""What the curriculum believed in the end, for the next run's `curriculum.prior`."""


def train(
    config: TrainConfig,
    environments: Mapping[str, Env],
    curriculum: Curriculum | None = None,
    *,
    out: Path,
    resume: bool = False,
    lock_name: str = "",
    lock_digest: str = "",
    accept_lock_change: bool = False,
    progress: Progress | None = None,
    guess: Mapping[str, Sequence[float]] | None = None,
    team: Team | None = None,
    measure: Measure | None = None,
    every: int | None = None,
) -> TrainResult:
    """Train on `environments` (name -> environment, in the order of the lock file) and write the run to `out`.

    `curriculum` defaults to the one that `config` names, which is told `guess`: measured pass rates of guessing,
    environment -> one number from 0 to 1 for each level, as far as known. A curriculum that wants groups of its own
    size gets them, and as many prompts as keep the number of rollouts.

    With `resume` a run that was killed continues from its last whole checkpoint, with the prompts and completions that
    the unbroken run would have had; lines of metrics.jsonl beyond it are dropped. A finished run is returned as it is.
    With `accept_lock_change` it continues on other environments, and keeps what it knows of those that stayed.

    Where a launcher started several processes, each calls this; `team` is given by those that joined theirs already.
    Only the leader's `environments`, `curriculum`, `guess` and `progress` count; the others may leave them empty.

    `measure` is called after each `every`-th step but the last, in a run of one process alone.

    Raises ConfigError when `out` already holds a run and `resume` is off, holds none and it is on, or holds one that
    began with other settings, and when another process trains there; LockError when the lock file changed since the
    run began; whatever a sandbox or an environment raises. An error of the leader is raised in every process.
    """
    team = team or join_team("cuda" if uses_cuda(config) else "cpu")
    if measure is not None and team.size > 1:
        raise ConfigError("a model that several processes train is not measured on the way", fix="leave it out")
    settle(config)
    with ExitStack() as stack:

        def checked() -> RunFacts | None:
            return check(out, config, lock_name, lock_digest, resume=resume, accept_lock_change=accept_lock_change)

        def open_run() -> _Opened:
            levels = {name: env.levels for name, env in environments.items()}
            chosen = curriculum or choose_curriculum(config, levels, guess)
            sized = with_group_size(config, chosen.group_size)
            checked()  # before the folder is touched
            stack.enter_context(own(out))
            facts = checked() or begin(out, config, lock_name, lock_digest)
            checkpoint = last_checkpoint(out / "checkpoints")
            start = _Start(sized, facts, out / "base", checkpoint, 0.0)
            if facts.seconds:
                return _Opened(start, None, chosen)
            supply = stack.enter_context(Supply(environments, sized.supply.threads))
            tasks = Tasks(environments, chosen, supply, lock_digest)
            if checkpoint is not None:
                tasks.load(checkpoint)
            if facts.lock_digest != lock_digest:
                facts = change_lock(out, facts, checkpoint, lock_name, lock_digest, _refs(environments))
            discard_partial(out / "checkpoints")
            elapsed = rewind(out / "metrics.jsonl", steps_done(checkpoint))
            base = prepare_model(sized, environments, out)
            return _Opened(_Start(sized, facts, base, checkpoint, elapsed), tasks, chosen)

        opened = team.lead(open_run)
        start = team.share(lambda: opened.start)  # type: ignore[union-attr]
        if start.facts.seconds:
            return TrainResult(model=out / "model", steps=start.facts.steps, seconds=start.facts.seconds)
        began = time.monotonic() - start.elapsed
        _train(start, opened and opened.tasks, out, began, progress, team, measure, every)

        def close_run() -> TrainResult:
            assert opened is not None
            if isinstance(opened.curriculum, FrontierCurriculum):
                posterior = opened.curriculum.posterior().model_dump_json() + "\n"
                write_file(out / POSTERIOR_FILE, posterior.encode())
            seconds = round(time.monotonic() - began, 3)
            write_facts(out, start.facts.model_copy(update={"seconds": seconds}))
            return TrainResult(model=out / "model", steps=start.config.grpo.steps, seconds=seconds)

        return team.share(close_run)


class _Start(NamedTuple):
    """What every process must know: the settings, and where to begin. `elapsed` seconds are behind the run."""

    config: TrainConfig
    facts: RunFacts
    base: Path
    checkpoint: Path | None
    elapsed: float


class _Opened(NamedTuple):
    """What the leader has; no tasks where the run is finished."""

    start: _Start
    tasks: Tasks | None
    curriculum: Curriculum


def _train(
    start: _Start,
    tasks: Tasks | None,
    out: Path,
    began: float,
    progress: Progress | None,
    team: Team,
    measure: Measure | None,
    every: int | None,
) -> None:
    """The steps, and the trained model as `<out>/model`."""
    config, checkpoint = start.config, start.checkpoint
    keep_in(out, config)
    metrics = out / ("metrics.jsonl" if team.leads else os.devnull)
    with metrics.open("a") as lines, warnings.catch_warnings():
        # TRL 1.16 sets arguments by names that transformers has since renamed; the user can do nothing about it
        warnings.filterwarnings("ignore", category=FutureWarning, module="transformers")

        def on_step(record: StepRecord) -> None:
            timed = record.model_copy(update={"time": round(time.monotonic() - began, 3)})
            lines.write(timed.model_dump_json() + "\n")
            lines.flush()
            if progress is not None:
                progress(timed.step, timed)

        trainer = AdaptiveGRPOTrainer(
            model=AutoModelForCausalLM.from_pretrained(start.base, dtype=dtype_of(config)),
            args=grpo_arguments(config, out / "checkpoints", team.size),
            tokenizer=load_tokenizer(start.base),
            tasks=tasks,
            on_step=on_step,
            team=team,
            ahead=config.supply.ahead,
            style=config.prompt,
            adapter=lora_config(config),
            measure=measure,
            every=every,
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train(resume_from_checkpoint=None if checkpoint is None else str(checkpoint))
    temporary, model = out / "model.tmp", out / "model"
    if team.leads:
        shutil.rmtree(temporary, ignore_errors=True)
    team.wait()
    save_model(trainer, temporary, adapter=out / "adapter")
    team.wait()
    if team.leads:
        shutil.rmtree(model, ignore_errors=True)
        temporary.replace(model)


def choose_curriculum(
    config: TrainConfig, levels: Mapping[str, int], guess: Mapping[str, Sequence[float]] | None = None
) -> Curriculum:
    """The one that `config` names, on environments with so many `levels`. Raises ConfigError."""
    chosen = config.curriculum
    prior = None if chosen.prior is None else read_posterior(chosen.prior)
    return make_curriculum(chosen.name, levels, chosen.settings, config.seed, guess=guess, prior=prior)


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
    """The folder of the model before GRPO: the one in `config`, or the demo model, made in `<out>/base` at need.

    A run that has a checkpoint keeps the demo model that it began with, whatever its environments are by now.
    """
    settle(config)
    if config.model != DEMO:
        return find_model(config.model, config.revision)
    base = out / "base"
    recipe = config.model_dump(include={"demo", "warmup", "seed"}) | {
        "environments": list(_refs(environments).values())
    }
    known = _read_recipe(base)
    if known != recipe and (known is None or last_checkpoint(out / "checkpoints") is None):
        shutil.rmtree(base, ignore_errors=True)
        out.mkdir(parents=True, exist_ok=True)
        build_demo_model(environments, config.demo, config.warmup, config.seed, base)
        (base / RECIPE_FILE).write_text(json.dumps(recipe))
    return base


def settle(config: TrainConfig) -> None:
    """What holds for the whole process."""
    disable_progress_bar()
    if config.threads is not None:
        torch.set_num_threads(config.threads)


def _refs(environments: Mapping[str, Env]) -> dict[str, str]:
    return {name: env.ref for name, env in environments.items()}


def _read_recipe(base: Path) -> Any:
    path = base / RECIPE_FILE
    return json.loads(path.read_text()) if path.is_file() else None
