"""All runs of a plan, by a few processes of one thread each."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Thread

from pydantic import BaseModel, ConfigDict

from benchmarks.experiment.arms import ARMS, Plan
from benchmarks.experiment.results import Result
from benchmarks.experiment.runs import World, make_base, open_world, run_arm
from scaler.errors import ConfigError
from scaler.files import write_file

_opened = ExitStack()
_worlds: list[World] = []


class Job(BaseModel):
    """What a worker needs to know; `out` holds the runs, seed by seed, and the instances."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    registry: Path
    locks: Path
    out: Path
    plan: Plan


def run_all(job: Job, workers: int, say: Callable[[str], None]) -> list[Result]:
    """Every arm with every seed; raises what a run raised, and ConfigError when `out` belongs to another plan."""
    _claim(job)
    seeds, results = job.plan.seeds, list[Result]()
    pairs = [(arm, seed) for arm in job.plan.arms for seed in seeds]
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_open, initargs=(job,))
    try:
        bases = [pool.submit(_base, job, seed) for seed in seeds]
        for number, seed in enumerate((done.result() for done in as_completed(bases)), 1):
            say(f"{number}/{len(seeds)} base models: seed {seed}")
        runs = [pool.submit(_arm, job, arm, seed) for arm, seed in pairs]
        for result in (done.result() for done in as_completed(runs)):
            results.append(result)
            say(
                f"{len(results)}/{len(pairs)} {result.arm}, seed {result.seed}: {result.rate('before'):.3f} -> "
                f"{result.rate('after'):.3f}, effective {result.effective:.2f}, {result.cpu:.0f} CPU s"
            )
    finally:
        pool.shutdown(cancel_futures=True)
    return sorted(results, key=lambda each: (list(ARMS).index(each.arm), each.seed))


def _claim(job: Job) -> None:
    """Runs of different plans do not mix: one folder, one plan."""
    plan, path = job.plan.model_dump_json(exclude={"arms", "seeds"}), job.out / "plan.json"
    if path.exists() and path.read_text() != plan:
        raise ConfigError(f"{job.out} holds runs of another plan", fix="give another folder with --out")
    write_file(path, plan.encode())


def _open(job: Job) -> None:
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    Thread(target=_follow, daemon=True).start()
    Finalize(None, _opened.close, exitpriority=1)  # a worker runs no `atexit`
    _worlds.append(_opened.enter_context(open_world(job.registry, job.locks, job.out)))


def _follow() -> None:
    """End with the parent, however it ended: runs that are cut off begin anew."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)


def _base(job: Job, seed: int) -> int:
    make_base(_worlds[0], job.plan, seed, job.out / f"seed-{seed}")
    return seed


def _arm(job: Job, arm: str, seed: int) -> Result:
    folder = job.out / f"seed-{seed}"
    return run_arm(_worlds[0], job.plan, arm, seed, folder / "base", folder / arm.replace(", ", "-").replace(" ", "-"))
