"""One process of a training run: `python -m scaler.training.worker <out>/job.json`, under any launcher.

`scaler train --processes N` starts its own. On several machines, or for DeepSpeed and FSDP, start this module with
torchrun or `accelerate launch`; the job file comes from `scaler train ... --job-only`. The folder `out` must be one
that all processes see. The leader alone opens the registry and a sandbox.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from pydantic import ValidationError

from scaler.environment import Environment
from scaler.errors import ConfigError, ScalerError
from scaler.files import write_file
from scaler.progress import say
from scaler.registry import Lock, Registry, load_locked, read_lock
from scaler.sandbox import open_sandbox
from scaler.training.config import TrainConfig
from scaler.training.floors import measured_floors
from scaler.training.records import Progress, Record, StepRecord, TrainResult
from scaler.training.trackers import keep_in

JOB_FILE = "job.json"


class Job(Record):
    """What a process of a run must be told."""

    config: TrainConfig
    registry: Path
    lock: Path
    out: Path
    resume: bool = False
    accept_lock_change: bool = False


def write_job(job: Job) -> Path:
    """The job as a file in the run's folder, which every process can read."""
    path = job.out / JOB_FILE
    write_file(path, (job.model_dump_json(indent=1) + "\n").encode())
    return path


def read_job(path: Path) -> Job:
    """Raises ConfigError."""
    try:
        return Job.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ConfigError(
            f"{path} is no job: {error}", fix="write it with: scaler train CONFIG ... --job-only"
        ) from error


def work(job: Job, meeting: str = "env://", progress: Progress | None = None) -> TrainResult:
    """This process's part of the run; `meeting` is where the processes find each other.

    `progress` is called after each step in the leader. Raises what `train` raises, in every process.
    """
    if job.config.evaluation is not None and job.config.evaluation.every is not None:
        raise ConfigError("evaluation.every is for `scaler train` in one process", fix="--set evaluation.every=null")
    keep_in(job.out, job.config)
    from scaler.training.arguments import uses_cuda
    from scaler.training.run import train
    from scaler.training.team import join_team, leave_team

    team = join_team("cuda" if uses_cuda(job.config) else "cpu", meeting)
    with ExitStack() as stack:

        def load() -> tuple[Lock, dict[str, Environment], dict[str, tuple[float, ...]]]:
            locked, store = read_lock(job.lock), Registry(job.registry)
            environments = load_locked(store, locked, stack.enter_context(open_sandbox()))
            return locked, environments, measured_floors(store, environments)

        loaded = team.lead(load)
        locked, environments, floors = loaded or (None, {}, {})
        result = train(
            job.config,
            environments,
            out=job.out,
            resume=job.resume,
            lock_name=locked.name if locked else "",
            lock_digest=locked.digest if locked else "",
            accept_lock_change=job.accept_lock_change,
            progress=progress,
            guess=floors,
            team=team,
        )
    leave_team()
    return result


def _say_step(step: int, metrics: StepRecord) -> None:
    rate = "unknown" if metrics.reward is None else f"{metrics.reward:.3f}"
    say(f"  step {step}: pass rate {rate}, mean level {metrics.mean_level:.2f}")


def main() -> int:
    """The module's command: one argument, the job file. 1 when the run could not go on."""
    if len(sys.argv) != 2:
        print("usage: python -m scaler.training.worker JOB", file=sys.stderr)
        return 2
    try:
        result = work(read_job(Path(sys.argv[1])), progress=_say_step)
    except ScalerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"trained {result.steps} steps: {result.model}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
