"""Many problems: side by side, resumable, one failure never takes the others along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from pydantic import ValidationError

from scaler.errors import RegistryError, ScalerError
from scaler.files import write_file
from scaler.problems import Problem
from scaler.synthesis.outcome import BatchResult, Outcome, Unfinished
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
        futures = {pool.submit(_one, problem, workshop, (twins or {}).get(problem.id)): problem for problem in problems}
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
