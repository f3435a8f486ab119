"""Flow: turn problems into candidate environments."""

from __future__ import annotations

from prefect import flow

from flows.artifacts import show_synthesis
from flows.batches import run_batches
from flows.limits import admit_llm_call
from flows.runners import task_runner
from scaler.errors import ScalerError
from scaler.llm import cost_line, cost_rows, endpoint_rows
from scaler.progress import headline, say
from scaler.synthesis import (
    BatchResult,
    Selection,
    SynthesisConfig,
    funnel_rows,
    make_plan,
    repair_gains,
    shared_workshop,
    write_funnel,
)


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
    config = config.absolute()
    with shared_workshop(config, admit_llm_call) as workshop:
        headline(f"Synthesis of {source}")
        plan = make_plan(source, selection or Selection(), config.work, workshop.thresholds, config.batch)
        say(f"  {plan.problems} problems in {len(plan.batches)} batches, {len(plan.broken)} records set aside")
        for broken in plan.broken:
            say(f"  set aside: {broken}")
        try:
            result = run_batches(plan, workshop)
        except BaseException:
            workshop.stopping.set()  # tasks hold the workshop too, so that it does not close here
            raise
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
            f"{plan.problems - len(result.outcomes)} of {plan.problems} problems are unfinished; "
            f"{first.problem}: {first.reason}",
            fix="mend what is named, then run the same again: what was paid for is in the recording",
        )
    return result
