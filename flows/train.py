"""Flow: adaptive training on a locked set, with held-out pass rates before and after, and a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifacts import ProgressArtifact, show_training
from scaler.environment import Environment
from scaler.evaluation import (
    Cell,
    SamplerConfig,
    ValidationCurve,
    ValidationSet,
    fixed_set,
    pass_rate,
    read_evaluation,
    write_evaluation,
)
from scaler.progress import headline, say
from scaler.registry import Lock, Registry, load_locked, read_lock
from scaler.report import write_report
from scaler.sandbox import open_sandbox
from scaler.training import (
    EvaluationSettings,
    LiveView,
    QuestionTokens,
    TrainConfig,
    TrainResult,
    measured_floors,
    question_tokens,
    share,
)
from scaler.training.folder import check, own
from scaler.training.records import Measure
from scaler.training.trackers import keep_in
from scaler.training.worker import Job

EVALUATION_SEED = 12345


@flow(name="train", flow_run_name="train on {lock} into {out}")
def train(
    config: TrainConfig,
    registry: Path,
    lock: Path,
    out: Path,
    resume: bool = False,
    accept_lock_change: bool = False,
) -> TrainResult:
    """Train on the environments of a lock file and write run, evaluation and report to `out`.

    The questions of the evaluations are drawn once for the run (validation_set.jsonl).

    Args:
        config: Model, curriculum and the reinforcement learning.
        registry: The registry that the lock file names versions of.
        lock: The lock file: which environments are trained on.
        out: The run's folder.
        resume: Go on with the run that is in `out`.
        accept_lock_change: Resume although the lock file changed.
    """
    locked, store = read_lock(lock), Registry(registry)
    known = check(out, config, locked.name, locked.digest, resume=resume, accept_lock_change=accept_lock_change)
    keep_in(out, config)
    from scaler.training.arguments import require_gpus

    require_gpus(config)
    job = Job(
        config=config, registry=registry, lock=lock, out=out, resume=resume, accept_lock_change=accept_lock_change
    )
    headline(f"Training: {len(locked.environments)} environments of {lock}, {config.grpo.steps} steps, into {out}")
    with open_sandbox() as sandbox:
        environments = load_locked(store, locked, sandbox)
        with own(out):
            base = make_base_model(config, environments, out)
            _say_needs(config, base, question_tokens(store, [each.ref for each in locked.environments]))
            validation = _validation_set(config, environments, out)
            unchanged = known is not None and known.lock_digest == locked.digest
            evaluation = out / "evaluation.json"
            before = validation.measured(read_evaluation(evaluation)) if validation and unchanged else []
            if validation is not None and not before:
                before = measure_model(base, validation, config)
                write_evaluation(evaluation, before, [], validation.digest)
        floors = measured_floors(store, environments)
        result = run_grpo(job, environments, locked, floors, validation)
        after = measure_model(result.model, validation, config)
    if validation is not None:
        write_evaluation(evaluation, before, after, validation.digest)
        _compare(environments, before, after)
    say(f"  report: {write_report(out)}")
    show_training(out)
    return result


@task(name="make-base-model", cache_policy=NO_CACHE)
def make_base_model(config: TrainConfig, environments: dict[str, Environment], out: Path) -> Path:
    from scaler.training.run import prepare_model

    base = prepare_model(config, environments, out)
    say(f"  model before training: {base}")
    return base


def _validation_set(config: TrainConfig, environments: dict[str, Environment], out: Path) -> ValidationSet | None:
    asked = config.evaluation
    if asked is None:
        return None
    started = (out / "run.json").exists()
    return fixed_set(out, environments, instances=asked.instances, samples=asked.samples, fresh=not started)


@task(name="measure-model", cache_policy=NO_CACHE)
def measure_model(model: Path, validation: ValidationSet | None, config: TrainConfig) -> list[Cell]:
    import torch

    from scaler.evaluation.local import TransformersSampler
    from scaler.training.arguments import uses_cuda

    if config.evaluation is None or validation is None:
        return []
    cuda = uses_cuda(config)
    device = "cuda" if cuda else "cpu"
    sampler = TransformersSampler.load(model, _sampling(config, config.evaluation), device)
    cells = validation.measure(sampler)
    if cuda:
        del sampler
        torch.cuda.empty_cache()  # the training needs the memory
    say(f"  held-out pass rate of {model.name}: {share(pass_rate(cells))} ({sum(c.samples for c in cells)} samples)")
    return cells


def _sampling(config: TrainConfig, asked: EvaluationSettings) -> SamplerConfig:
    return SamplerConfig(
        temperature=config.grpo.temperature,
        max_new_tokens=config.grpo.max_completion_tokens,
        batch=asked.batch,
        seed=EVALUATION_SEED,
        style=config.prompt,
    )


def _measure_on_the_way(config: TrainConfig, validation: ValidationSet | None, out: Path) -> Measure | None:
    """Keeps the curve of held-out pass rates, where the settings ask for one."""
    if config.evaluation is None or config.evaluation.every is None or validation is None:
        return None
    return ValidationCurve(validation, _sampling(config, config.evaluation), out)


@task(name="run-grpo", cache_policy=NO_CACHE)
def run_grpo(
    job: Job,
    environments: dict[str, Environment],
    lock: Lock,
    floors: dict[str, tuple[float, ...]],
    validation: ValidationSet | None,
) -> TrainResult:
    from scaler.training.launch import launch
    from scaler.training.run import train as run

    with LiveView(job.config.grpo.steps, watcher=ProgressArtifact("training-progress", "steps")) as view:
        if job.config.processes > 1:
            return launch(job, view)
        return run(
            job.config,
            environments,
            out=job.out,
            resume=job.resume,
            lock_name=lock.name,
            lock_digest=lock.digest,
            accept_lock_change=job.accept_lock_change,
            progress=view,
            guess=floors,
            measure=_measure_on_the_way(job.config, validation, job.out),
            every=job.config.evaluation.every if job.config.evaluation else None,
        )


def _say_needs(config: TrainConfig, base: Path, tokens: QuestionTokens | None) -> None:
    from scaler.training.estimate import estimate

    for line in estimate(config, base, tokens, here=True).lines():
        say(f"  {line}")


def _compare(environments: dict[str, Environment], before: Sequence[Cell], after: Sequence[Cell]) -> None:
    for name in environments:
        rates = [pass_rate([c for c in cells if c.environment == name]) for cells in (before, after)]
        say(f"  {name:<28} {share(rates[0])} -> {share(rates[1])}")
    say(f"  {'all environments':<28} {share(pass_rate(before))} -> {share(pass_rate(after))}")
