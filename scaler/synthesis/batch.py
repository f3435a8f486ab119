"""Many problems: side by side, resumable, one failure never takes the others along."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from pathlib import Path

from pydantic import ValidationError

from scaler.environment import Frozen
from scaler.errors import RegistryError, ScalerError
from scaler.files import write_file
from scaler.problems import Problem
from scaler.synthesis.outcome import BatchResult, Outcome, Unfinished
from scaler.synthesis.plan import Batch, read_batch
from scaler.synthesis.synthesize import synthesize
from scaler.synthesis.workshop import Workshop

Report = Callable[[Outcome | Unfinished], None]


def synthesize_batch(
    problems: Sequence[Problem],
    workshop: Workshop,
    report: Report | None = None,
    twins: Mapping[str, str] | None = None,
) -> BatchResult:
    """Synthesise problems, some at a time; `report` hears of each as it ends. `twins` names problems that say the same.

    Outcomes are kept in the work folder's `outcomes`; one whose inputs are unchanged and whose version is still in the
    registry stands. A used-up budget lets the running problems end and starts no more.
    """
    done: dict[str, Outcome | Unfinished] = {}
    with ThreadPoolExecutor(workshop.config.workers) as pool:
        futures = {}
        for problem in problems:
            # In the caller's context, which says where Prefect's server is.
            one = functools.partial(copy_context().run, _one, problem, workshop, (twins or {}).get(problem.id))
            futures[pool.submit(one)] = problem
        try:
            for future in as_completed(futures):
                result = future.result()
                done[futures[future].id] = result
                if report is not None:
                    report(result)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    results = [done[problem.id] for problem in problems]
    return BatchResult(
        outcomes=tuple(r for r in results if isinstance(r, Outcome)),
        unfinished=tuple(r for r in results if isinstance(r, Unfinished)),
    )


class _Done(Frozen):
    """A finished batch: what it rested on, and its outcomes without their evidence."""

    inputs: str
    result: BatchResult


def synthesize_planned(batch: Batch, workshop: Workshop, report: Report | None = None) -> BatchResult:
    """Synthesise a batch of the plan in the workshop's work folder. Outcomes come without their evidence.

    A batch that was finished before stands, unread, as long as nothing that it rests on changed and its versions are
    the registry's.
    """
    path = workshop.config.work / "batches" / f"{batch.sha256}.json"
    inputs = f"{batch.sha256} {workshop.identity}"
    if workshop.config.resume and (known := _finished(path, inputs, workshop)) is not None:
        return known
    planned = read_batch(workshop.config.work, batch)
    twins = {each.problem.id: each.twin for each in planned if each.twin is not None}
    result = synthesize_batch([each.problem for each in planned], workshop, report, twins)
    brief = BatchResult(outcomes=tuple(o.brief for o in result.outcomes), unfinished=result.unfinished)
    if not brief.unfinished:
        write_file(path, _Done(inputs=inputs, result=brief).model_dump_json().encode())
    return brief


def _finished(path: Path, inputs: str, workshop: Workshop) -> BatchResult | None:
    """The result of an earlier run, if it still holds. One that cannot be read is worth no more than none."""
    try:
        done = _Done.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    there = all(o.ref is None or workshop.published.get(o.ref) == o.digest for o in done.result.outcomes)
    return done.result if done.inputs == inputs and there else None


def _one(problem: Problem, workshop: Workshop, twin: str | None) -> Outcome | Unfinished:
    path = workshop.config.work / "outcomes" / f"{problem.id}.json"
    if workshop.config.resume and (known := _standing(path, problem, workshop, twin)) is not None:
        return known
    if workshop.stopping.is_set():
        return Unfinished(problem=problem.id, reason="not started: the run was stopped")
    try:
        outcome = synthesize(problem, workshop, twin)
    except ScalerError as error:
        return Unfinished(problem=problem.id, reason=str(error))
    write_file(path, outcome.model_dump_json(indent=1).encode())
    return outcome


def _standing(path: Path, problem: Problem, workshop: Workshop, twin: str | None) -> Outcome | None:
    """The outcome of an earlier run, if it still holds. One that cannot be read is worth no more than none."""
    try:
        outcome = Outcome.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    if outcome.inputs != workshop.inputs(problem, twin):
        return None
    if outcome.ref is not None:
        try:
            digest = workshop.registry.digest(outcome.ref)
        except RegistryError:
            return None
        return outcome if digest == outcome.digest else None
    return outcome
