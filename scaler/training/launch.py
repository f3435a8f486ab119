"""Several processes on this machine, one a GPU: started, watched, and ended together.

They meet in a file, and talk over the loopback interface alone.
"""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import torch
from torch.multiprocessing.spawn import ProcessContext, ProcessExitedException, start_processes

from scaler.errors import ScalerError
from scaler.training.arguments import require_gpus
from scaler.training.folder import find
from scaler.training.records import Progress, StepRecord, TrainResult
from scaler.training.team import portable, stand_in
from scaler.training.worker import Job, read_job, work, write_job

GRACE = 15.0
"""Seconds that the others get to end by themselves when one process has failed."""


def launch(job: Job, progress: Progress | None = None) -> TrainResult:
    """Run `job` in `job.config.processes` processes of this machine.

    Raises what `train` raises in the leader, ScalerError when a process was killed or failed, ConfigError when this
    machine has fewer GPUs. No process outlives the call.
    """
    require_gpus(job.config)
    path, size = write_job(job), job.config.processes
    reader, writer = Pipe(duplex=False)
    with tempfile.TemporaryDirectory(prefix="scaler-") as folder, reader:
        meeting = f"file://{folder}/meeting"
        context = start_processes(_member, (size, meeting, path, writer), nprocs=size, join=False)  # type: ignore[no-untyped-call]
        writer.close()
        try:
            _watch(context, reader, progress)
        except ProcessExitedException as error:
            killed = error.exit_code < 0
            memory = "if memory ran out, lower `grpo.micro_batch`; then go on with --resume"
            raise ScalerError(
                f"a training process ended: {error}",
                fix=memory if killed else "read what it wrote above; then go on with --resume",
            ) from error
        finally:
            _end(context)
    facts = find(job.out)
    return TrainResult(model=job.out / "model", steps=facts.steps, seconds=facts.seconds)


def _watch(context: ProcessContext, reader: Connection, progress: Progress | None) -> None:
    """Pass on what the leader tells, until all have ended; raises the error that it tells."""
    failure: ScalerError | None = None

    def hear(message: StepRecord | ScalerError) -> None:
        nonlocal failure
        if isinstance(message, ScalerError):
            failure = message
        elif progress is not None:
            progress(message.step, message)

    try:
        while not context.join(timeout=0.1, grace_period=GRACE):
            _drain(reader, hear)
    except Exception:
        _drain(reader, hear)
        if failure is None:
            raise
    else:
        _drain(reader, hear)
    if failure is not None:
        raise failure


def _drain(reader: Connection, hear: Callable[[StepRecord | ScalerError], None]) -> None:
    try:
        while reader.poll():
            hear(reader.recv())
    except EOFError:
        return  # all writers are gone, and said all they had to say


def _end(context: ProcessContext) -> None:
    for process in context.processes:
        if process.is_alive():
            process.terminate()
    for process in context.processes:
        process.join(GRACE)
        if process.is_alive():
            process.kill()
            process.join()


def _member(rank: int, size: int, meeting: str, path: Path, writer: Connection) -> None:
    """A process's life. The leader tells each step's record, and the error that ends the run."""
    stand_in(rank, size)
    if "OMP_NUM_THREADS" not in os.environ:
        threads = max((os.cpu_count() or 1) // size, 1)
        os.environ["OMP_NUM_THREADS"] = str(threads)
        torch.set_num_threads(threads)

    def progress(step: int, metrics: StepRecord) -> None:
        writer.send(metrics)

    try:
        work(read_job(path), meeting, progress)
    except Exception as error:
        if not isinstance(error, ScalerError):
            traceback.print_exc()  # a fault of a program: its place is not in the message
        if rank == 0:
            writer.send(portable(error))
        raise SystemExit(1) from error
