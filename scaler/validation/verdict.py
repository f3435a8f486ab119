"""Run the gates, one after the other, up to the first that fails."""

from __future__ import annotations

import time
from collections.abc import Callable

from scaler.sandbox import Sandbox
from scaler.validation.bench import Bench, Draws, PassRates, ProgramFailed
from scaler.validation.candidate import Candidate, Draft, Outcome, Verdict
from scaler.validation.gates import GATES, Gate
from scaler.validation.metered import MeteredSandbox
from scaler.validation.novelty import Library
from scaler.validation.outcome import reject
from scaler.validation.thresholds import Thresholds
from scaler.validation.tokens import token_counter


def validate(
    draft: Draft,
    sandbox: Sandbox,
    thresholds: Thresholds,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
    *,
    library: Library | None = None,
    pass_rates: PassRates | None = None,
    all_gates: bool = False,
) -> Verdict:
    """The verdict on a draft: the evidence of each gate up to the first failure, and what is left of the draft.

    `seed` >= 0 chooses the instances; `progress` hears a line before each gate. `library` is what the draft must differ
    from; `pass_rates` are a model's (passed, attempted) per level. With `all_gates` a failure does not end it: later
    gates go on with what is left, so that an audit sees every defect. An unsound draft is a verdict, never an
    exception; SandboxFailure is raised when the sandbox itself fails, and says nothing about the draft.
    """
    metered = MeteredSandbox(sandbox)
    bench = Bench(
        sandbox=metered,
        thresholds=thresholds,
        seed=seed,
        draws=Draws(draft, metered, seed),
        tokens=token_counter(thresholds.tokenizer),
        library=library or Library(),
        pass_rates=pass_rates or {},
    )
    verdict = Verdict(Candidate.of(draft))
    for number, (name, gate) in enumerate(GATES.items(), start=1):
        if progress is not None:
            progress(f"{draft.name}: gate {number} of {len(GATES)}, {name}")
        before = time.thread_time() + metered.cpu_seconds
        outcome = _pass(name, gate, verdict.candidate, bench)
        seconds = time.thread_time() + metered.cpu_seconds - before
        evidence = outcome.evidence.model_copy(update={"cpu_seconds": round(seconds, 3)})
        verdict = Verdict(outcome.candidate, (*verdict.evidence, evidence))
        if not evidence.passed and not (all_gates and outcome.candidate.references and outcome.candidate.levels):
            break
    return verdict


def _pass(name: str, gate: Gate, candidate: Candidate, bench: Bench) -> Outcome:
    try:
        return gate(candidate, bench)
    except ProgramFailed as failure:
        return reject(name, candidate, failure.reason, failure.advice, replay=[failure.draw])
