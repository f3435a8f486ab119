"""Flow: turn problems into candidate environments."""

from __future__ import annotations

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from scaler.errors import ScalerError
from scaler.llm import cost_line, cost_rows, endpoint_rows
from scaler.problems import Problem, read_problems
from scaler.progress import Steps, headline, say
from scaler.synthesis import (
    BatchResult,
    SynthesisConfig,
    Workshop,
    funnel_rows,
    line,
    open_workshop,
    repair_gains,
    synthesize_batch,
    write_funnel,
)
from scaler.validation import twins

BATCH = 25  # problems a task: a task run costs Prefect about as much as a small problem costs us


@flow(name="synthesize", flow_run_name="synthesize {problems}", validate_parameters=True)
def synthesize(problems: str, config: SynthesisConfig, only: tuple[str, ...] = ()) -> BatchResult:
    """Synthesise every problem of a source (or only those with the ids given) into the registry of the config.

    Broken records are reported and set aside. Problems whose outcome stands from an earlier run are not done again.
    """
    reading = read_problems(problems)
    chosen = _choose(reading.problems, only)
    headline(f"Synthesis: {len(chosen)} problems from {problems}")
    for broken in reading.broken:
        say(f"  set aside: {broken}")
    with open_workshop(config) as workshop, Steps("synthesis", len(chosen)) as steps:
        for name, why in workshop.library.unread.items():
            say(f"  not compared with {name}: {why}")
        alike = twins(chosen, workshop.thresholds)
        results = [
            synthesize_problems(chosen[start : start + BATCH], workshop, steps, alike)
            for start in range(0, len(chosen), BATCH)
        ]
    result = BatchResult(
        outcomes=tuple(o for r in results for o in r.outcomes),
        unfinished=tuple(u for r in results for u in r.unfinished),
    )
    accepted = sum(outcome.passed for outcome in result.outcomes)
    costs = cost_rows(workshop.ledger.rows(), accepted)
    path = write_funnel(config.work, result, costs)
    rows = funnel_rows(result)
    create_table_artifact(table=rows, key="yield-funnel", description=f"Yield over {problems}")
    create_table_artifact(table=costs, key="cost", description=f"Tokens and cost of {problems}, by step")
    for row in rows:
        say(f"  {row['count']:>4}  {row['stage']:<16} {row['lost']}")
    for stage, (saved, tried) in repair_gains(result.outcomes).items():
        say(f"  repair at {stage}: {saved} of {tried} published in the end")
    for row in endpoint_rows(workshop.ledger):
        say("  " + ", ".join(f"{name} {value}" for name, value in row.items() if value))
    say(f"  {cost_line(workshop.ledger, accepted)}, funnel: {path}")
    return result


@task(name="synthesize-problems", cache_policy=NO_CACHE)
def synthesize_problems(
    problems: tuple[Problem, ...], workshop: Workshop, steps: Steps, alike: dict[str, str]
) -> BatchResult:
    return synthesize_batch(problems, workshop, lambda result: steps.step(line(result)), alike)


def _choose(problems: tuple[Problem, ...], only: tuple[str, ...]) -> tuple[Problem, ...]:
    missing = sorted(set(only) - {problem.id for problem in problems})
    if missing:
        raise ScalerError(f"no problem {', '.join(missing)}", fix="scaler synth --help: --only takes ids")
    return tuple(problem for problem in problems if not only or problem.id in only)
