"""Flow: adaptive training on a locked set, with held-out pass rates before and after, and a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from scaler.environment import Environment
from scaler.evaluation import Cell, SamplerConfig, evaluate, pass_rate, write_evaluation
from scaler.progress import Steps, headline, say
from scaler.registry import Lock, Registry, load_locked, read_lock
from scaler.report import write_report
from scaler.sandbox import open_sandbox
from scaler.training import QuestionTokens, StepRecord, TrainConfig, TrainResult, measured_floors, question_tokens
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

    With `accept_lock_change` a resumed run goes on although its lock file changed.
    """
    keep_in(out, config)
    job = Job(
        config=config, registry=registry, lock=lock, out=out, resume=resume, accept_lock_change=accept_lock_change
    )
    locked, store = read_lock(lock), Registry(registry)
    headline(f"Training: {len(locked.environments)} environments of {lock}, {config.grpo.steps} steps, into {out}")
    with open_sandbox() as sandbox:
        environments = load_locked(store, locked, sandbox)
        base = make_base_model(config, environments, out)
        _say_needs(config, base, question_tokens(store, [each.ref for each in locked.environments]))
        before = measure_model(base, environments, config)
        floors = measured_floors(store, environments)
        result = run_grpo(job, environments, locked, floors)
        after = measure_model(result.model, environments, config)
    if config.evaluation is not None:
        write_evaluation(out / "evaluation.json", before, after)
        _compare(environments, before, after)
    say(f"  report: {write_report(out)}")
    return result


@task(name="make-base-model", cache_policy=NO_CACHE)
def make_base_model(config: TrainConfig, environments: dict[str, Environment], out: Path) -> Path:
    from scaler.training.run import prepare_model

    base = prepare_model(config, environments, out)
    say(f"  model before training: {base}")
    return base


@task(name="measure-model", cache_policy=NO_CACHE)
def measure_model(model: Path, environments: dict[str, Environment], config: TrainConfig) -> list[Cell]:
    from scaler.evaluation.local import TransformersSampler

    grpo, asked = config.grpo, config.evaluation
    if asked is None:
        return []
    sampling = SamplerConfig(
        temperature=grpo.temperature,
        max_new_tokens=grpo.max_completion_tokens,
        batch=asked.batch,
        seed=EVALUATION_SEED,
    )
    cells = evaluate(
        TransformersSampler.load(model, sampling, style=config.prompt),
        environments,
        instances=asked.instances,
        samples=asked.samples,
    )
    say(f"  held-out pass rate of {model.name}: {_shown(pass_rate(cells))} ({sum(c.samples for c in cells)} samples)")
    return cells


@task(name="run-grpo", cache_policy=NO_CACHE)
def run_grpo(
    job: Job, environments: dict[str, Environment], lock: Lock, floors: dict[str, tuple[float, ...]]
) -> TrainResult:
    from scaler.training.launch import launch
    from scaler.training.run import train as run

    total = job.config.grpo.steps
    with Steps("training", total) as steps:

        def progress(step: int, metrics: StepRecord) -> None:
            steps.advance(step, _step_line(metrics), shown=step % 5 == 0 or step == total)

        if job.config.processes > 1:
            return launch(job, progress)
        return run(
            job.config,
            environments,
            out=job.out,
            resume=job.resume,
            lock_name=lock.name,
            lock_digest=lock.digest,
            accept_lock_change=job.accept_lock_change,
            progress=progress,
            guess=floors,
        )


def _step_line(record: StepRecord) -> str:
    return (
        f"pass rate {_shown(record.reward)}, mean level {record.mean_level:.2f}, "
        f"effective prompts {_shown(record.effective_prompts)}, {len(record.active)} active"
    )


def _say_needs(config: TrainConfig, base: Path, tokens: QuestionTokens | None) -> None:
    from scaler.training.estimate import estimate

    for line in estimate(config, base, tokens, here=True).lines():
        say(f"  {line}")


def _compare(environments: dict[str, Environment], before: Sequence[Cell], after: Sequence[Cell]) -> None:
    for name in environments:
        rates = [pass_rate([c for c in cells if c.environment == name]) for cells in (before, after)]
        say(f"  {name:<28} {_shown(rates[0])} -> {_shown(rates[1])}")
    say(f"  {'all environments':<28} {_shown(pass_rate(before))} -> {_shown(pass_rate(after))}")


def _shown(rate: float | None) -> str:
    return "unknown" if rate is None else f"{rate:.3f}"
