"""`scaler train`, `evaluate`, `report` and `demo`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scaler.cli.show import show_rows
from scaler.errors import ConfigError
from scaler.evaluation import SamplerConfig
from scaler.progress import say
from scaler.registry import Registry, read_lock
from scaler.training import load_config
from scaler.training.worker import Job, write_job


def train(
    config: Path,
    /,
    *,
    lock: Path,
    out: Path | None = None,
    registry: Path = Path("env_registry"),
    set_: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    dry_run: bool = False,
    resume: bool = False,
    accept_lock_change: bool = False,
    processes: int | None = None,
    job_only: bool = False,
) -> int:
    """Train a model on a locked set of environments; evaluate before and after on held-out seeds; write a report.

    Example: scaler train examples/configs/demo-train.yaml --lock env_registry/sets/demo.lock --out runs/first

    Parameters
    ----------
    config
        A YAML file; examples/configs/ has some.
    lock
        A lock file: see `scaler lock`.
    out
        Folder for checkpoints, metrics, model and report.
    registry
        The registry that the lock file is of.
    set_
        A setting that is to differ from the file: --set grpo.steps=10. May be given several times.
    dry_run
        Print settings, environments and what the run needs in memory and time; run nothing, write nothing.
    resume
        Go on from the newest checkpoint in `out`: same curriculum, same prompts.
    accept_lock_change
        With --resume: go on although the lock file changed. Environments that stayed keep what the curriculum knows
        of them, new ones start fresh.
    processes
        Processes on this machine, one a GPU, that share each step; overrides `processes` in the settings.
    job_only
        Write `job.json` into `out` and stop, for a launcher of your own:
        torchrun --nproc-per-node 8 -m scaler.training.worker OUT/job.json
    """
    settings = load_config(config, set_ if processes is None else (*set_, f"processes={processes}"))
    if dry_run:
        from scaler.training.plan import plan

        say("\n".join(plan(settings, Registry(registry), read_lock(lock))))
        return 0
    if out is None:
        raise ConfigError("the run needs a folder", fix="--out runs/NAME, or --dry-run")
    if job_only:
        job = Job(
            config=settings,
            registry=registry.resolve(),
            lock=lock.resolve(),
            out=out.resolve(),
            resume=resume,
            accept_lock_change=accept_lock_change,
        )
        say(f"wrote {write_job(job)}")
        return 0
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise ConfigError(
            "`scaler train` runs in one process and starts others itself",
            fix="use --processes, or start your launcher on -m scaler.training.worker with the file of --job-only",
        )
    from flows.train import train as flow

    flow(settings, registry, lock, out, resume, accept_lock_change=accept_lock_change)
    return 0


def evaluate(
    model: Path,
    /,
    *,
    lock: Path,
    registry: Path = Path("env_registry"),
    instances: int = 4,
    samples: int = 4,
    temperature: float = 1.0,
    max_new_tokens: int = 512,
    seed: int = 0,
    json: bool = False,
) -> int:
    """Measure a model's sampled pass rate on held-out seeds of a locked set, per environment and level.

    Parameters
    ----------
    model
        A model folder that transformers can load.
    lock
        A lock file: see `scaler lock`.
    registry
        The registry that the lock file is of.
    instances, samples
        Held-out questions a level, and completions a question.
    temperature, max_new_tokens, seed
        Of the sampling; the questions are the same for every seed.
    json
        Print the cells as a JSON list.
    """
    from flows.evaluate import evaluate_model

    sampling = SamplerConfig(temperature=temperature, max_new_tokens=max_new_tokens, seed=seed)
    cells = evaluate_model(model, registry, lock, instances, samples, sampling)
    show_rows(cells, ("environment", "level", "samples", "passed", "unscored"), as_json=json)
    return 0


def report(run: Path, /) -> int:
    """Render a training run as one HTML page with plots.

    Parameters
    ----------
    run
        The run's folder: the `out` of `scaler train`.
    """
    from scaler.report import write_report

    say(f"wrote {write_report(run)}")
    return 0


def demo(*, out: Path = Path("runs/demo")) -> int:
    """Do the main job from end to end, offline: synthesis, review, lock, training, report. About ten minutes.

    Completions come from the recording that ships with SCALER, the model is a small one trained from scratch.

    Parameters
    ----------
    out
        Folder for everything that the demo makes. Run again, it goes on where it stopped.
    """
    from flows.demo import demo as flow

    flow(out=out)
    return 0
