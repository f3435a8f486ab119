"""Flow: turn problems into candidate environments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed

from flows.artifacts import ProgressArtifact, show_synthesis
from flows.limits import admit_llm_call
from flows.runners import task_runner
from scaler.errors import ScalerError
from scaler.llm import cost_line, cost_rows, endpoint_rows
from scaler.progress import Steps, headline, say
from scaler.synthesis import (
    Batch,
    BatchResult,
    Outcome,
    Selection,
    SynthesisConfig,
    Unfinished,
    funnel_rows,
    line,
    make_plan,
    repair_gains,
    shared_workshop,
    synthesize_planned,
    write_funnel,
)

MOST_TASKS = 200
"""Task runs of one flow run: more of them weigh on Prefect's database, and bring nothing."""

_steps: dict[Path, Steps] = {}
"""The progress of the runs in this process, by work folder; tasks in other processes print plain lines."""


@flow(name="synthesize", flow_run_name="synthesize {source}", validate_parameters=True, task_runner=task_runner())
def synthesize(source: str, config: SynthesisConfig, selection: Selection | None = None) -> BatchResult:
    """Synthesise the selected problems of a source into the registry of the config.

    Broken records are reported and set aside. What stands from an earlier run is not done again. Raises ScalerError
    when problems are left unfinished, once everything else is done and written.

    Args:
        source: Where the problems are: a folder or file, or a data set such as `hub:deepmind/code_contests`.
        config: Model, budget, and where results go.
        selection: Which problems of the source are taken; all by default.
    """
    with shared_workshop(config, admit_llm_call) as workshop:
        headline(f"Synthesis of {source}")
        plan = make_plan(source, selection or Selection(), config.work, workshop.thresholds)
        say(f"  {plan.problems} problems in {len(plan.batches)} batches, {len(plan.broken)} records set aside")
        for broken in plan.broken:
            say(f"  set aside: {broken}")
        with Steps("synthesis", plan.problems, ProgressArtifact("synthesis-progress", "problems")) as steps:
            _steps[config.work] = steps
            try:
                result = _run_batches(plan.batches, config, steps)
            except BaseException:
                workshop.stopping.set()  # tasks hold the workshop too, so that it does not close here
                raise
            finally:
                del _steps[config.work]
    accepted = sum(outcome.passed for outcome in result.outcomes)
    costs = cost_rows(workshop.ledger.rows(), accepted)
    path = write_funnel(config.work, result, costs)
    show_synthesis(source, result, costs)
    for row in funnel_rows(result):
        say(f"  {row['count']:>4}  {row['stage']:<16} {row['lost']}")
    for stage, (saved, tried) in repair_gains(result.outcomes).items():
        say(f"  repair at {stage}: {saved} of {tried} published in the end")
    for row in endpoint_rows(workshop.ledger):
        say("  " + ", ".join(f"{name} {value}" for name, value in row.items() if value))
    say(f"  {cost_line(workshop.ledger, accepted)}, funnel: {path}")
    if result.unfinished:
        first = result.unfinished[0]
        raise ScalerError(
            f"{len(result.unfinished)} of {plan.problems} problems are unfinished; {first.problem}: {first.reason}",
            fix="mend what is named, then run the same again: what was paid for is in the recording",
        )
    return result


@task(name="synthesize-batches", cache_policy=NO_CACHE, task_run_name="batches {numbers}")
def synthesize_batches(numbers: str, batches: Sequence[Batch], config: SynthesisConfig) -> BatchResult:
    """A few batches, one after the other, with the workshop of this process."""
    steps = _steps.get(config.work)

    def report(result: Outcome | Unfinished) -> None:
        say(f"  {line(result)}") if steps is None else steps.step(line(result))

    with shared_workshop(config, admit_llm_call) as workshop:
        return BatchResult.of(synthesize_planned(batch, workshop, report) for batch in batches)


def _run_batches(batches: Sequence[Batch], config: SynthesisConfig, steps: Steps) -> BatchResult:
    per_task = -(-len(batches) // MOST_TASKS) or 1
    groups = [batches[start : start + per_task] for start in range(0, len(batches), per_task)]
    futures = [
        synthesize_batches.submit(f"{at * per_task + 1}-{at * per_task + len(group)}", group, config)
        for at, group in enumerate(groups)
    ]
    sizes = {future.task_run_id: sum(b.problems for b in group) for future, group in zip(futures, groups, strict=True)}
    done = 0
    for future in as_completed(futures):
        done += sizes[future.task_run_id]
        steps.reach(done)
    return BatchResult.of(future.result() for future in futures)
