"""The batches of a synthesis as tasks: in threads of this process, or in worker processes of a cluster.

A cluster's workers get a task by value and import what it calls by name. So the task is one call, and lies in a module
that has the same name for everybody, which a flow's own file has not when a deployment loads it by its path.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed

from flows.artifacts import ProgressArtifact
from flows.limits import admit_llm_call
from flows.runners import in_other_processes, one_server
from scaler.llm import LedgerRow
from scaler.progress import Steps, say
from scaler.synthesis import (
    Batch,
    BatchResult,
    Outcome,
    Plan,
    Remote,
    SynthesisConfig,
    Unfinished,
    Workshop,
    line,
    shared_workshop,
    synthesize_planned,
)

MOST_TASKS = 200
"""Task runs of one flow run in this process: more of them weigh on Prefect's database, and bring nothing."""

MOST_REMOTE_TASKS = 1_000
"""The same on a cluster, where a task is what a core is given: few large ones leave cores idle at the end."""

_steps: dict[Path, Steps] = {}
"""The progress of the runs in this process, by work folder; tasks in other processes print plain lines."""


def run_batches(plan: Plan, workshop: Workshop) -> BatchResult:
    """All batches of the plan, by the task runner of the flow that runs now; in the plan's order.

    Batches that failed as a whole are unfinished, under their numbers.
    """
    most = MOST_REMOTE_TASKS if in_other_processes() else MOST_TASKS
    per_task = -(-len(plan.batches) // most) or 1
    groups = [plan.batches[start : start + per_task] for start in range(0, len(plan.batches), per_task)]
    config = workshop.config
    with ExitStack() as stack:
        steps = stack.enter_context(
            Steps("synthesis", plan.problems, ProgressArtifact("synthesis-progress", "problems"))
        )
        remote = None
        if in_other_processes():
            remote = stack.enter_context(workshop.remote())
            stack.enter_context(one_server())
        _steps[config.work] = steps
        stack.callback(_steps.pop, config.work, None)
        tasks = {}
        for at, group in enumerate(groups):
            numbers = f"{at * per_task + 1}-{at * per_task + len(group)}"
            tasks[synthesize_batches.submit(numbers, group, config, remote)] = numbers
        results: dict[str, BatchResult] = {}
        problems = 0
        for done, future in enumerate(as_completed(list(tasks)), start=1):
            numbers = tasks[future]
            try:
                results[numbers], recorded = future.result()
            except Exception as error:  # whatever it is, the other tasks' results must not be lost with it
                results[numbers] = BatchResult(
                    unfinished=(Unfinished(problem=f"batches {numbers}", reason=str(error)),)
                )
                steps.note(f"batches {numbers} failed: {error}")
                continue
            workshop.ledger.include(recorded)
            problems += len(results[numbers].outcomes) + len(results[numbers].unfinished)
            if remote is None:
                steps.reach(problems)  # those that stood from an earlier run said nothing
            else:
                steps.advance(problems, f"problems, {done} of {len(groups)} tasks")
        return BatchResult.of(results[numbers] for numbers in tasks.values())


@task(name="synthesize-batches", cache_policy=NO_CACHE, task_run_name="batches {numbers}")
def synthesize_batches(
    numbers: str, batches: Sequence[Batch], config: SynthesisConfig, remote: Remote | None = None
) -> tuple[BatchResult, list[LedgerRow]]:
    """A few batches, one after the other, with the workshop of this process."""
    return work_through(batches, config, remote)


def work_through(
    batches: Sequence[Batch], config: SynthesisConfig, remote: Remote | None
) -> tuple[BatchResult, list[LedgerRow]]:
    """What the task does; the result, and what the run's own ledger cannot know of it.

    `remote` comes from the run when this is another process than the run's.
    """
    steps = _steps.get(config.work)

    def report(result: Outcome | Unfinished) -> None:
        say(f"  {line(result)}") if steps is None else steps.step(line(result))

    with shared_workshop(config, admit_llm_call, remote) as workshop:
        result = BatchResult.of(synthesize_planned(batch, workshop, report) for batch in batches)
        return result, [] if remote is None else workshop.ledger.recorded()
