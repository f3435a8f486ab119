"""One problem's way from statement to registry."""

from __future__ import annotations

import time

from pydantic import JsonValue

from scaler.problems import Problem
from scaler.synthesis.author import Author
from scaler.synthesis.outcome import Outcome
from scaler.synthesis.parts import Flaw
from scaler.synthesis.publish import publish
from scaler.synthesis.workshop import PIPELINE, Workshop
from scaler.validation import Candidate, Evidence, Verdict, too_few_references, validate

BEYOND_REPAIR = ("usable", "runs", "novelty")
"""Stages whose failures are the problem's own: no other draft would pass them."""


def synthesize(problem: Problem, workshop: Workshop, twin: str | None = None) -> Outcome:
    """Write, judge, mend and publish a problem's environment.

    A problem that says what its `twin` says, or whose solutions do not run here, is left before it costs anything.
    Whatever is wrong with the draft is in the outcome. Raises LLMError when a completion cannot be had and
    SandboxFailure when the sandbox failed: then nothing is known about the draft.
    """
    started = time.monotonic()
    if hopeless := _screen(problem, workshop, twin):
        return Outcome(
            problem=problem.id, inputs=workshop.inputs(problem, twin), stage=hopeless.stage, reason=hopeless.reason
        )
    author = Author(problem, workshop.llm, workshop.prompts, workshop.sandbox)
    repaired: list[str] = []
    flaw, verdict = _attempt(author, workshop)
    while flaw is not None and flaw.stage not in BEYOND_REPAIR and len(repaired) < workshop.config.repairs:
        repaired.append(f"{flaw.stage}: {flaw.reason}")
        try:
            author.repair(flaw)
        except Flaw as useless:
            flaw = useless
            break
        flaw, verdict = _attempt(author, workshop)

    inputs = workshop.inputs(problem)
    reason = flaw.reason if flaw is not None else "passed every gate"
    ref = None
    if verdict is not None:
        ref = publish(
            verdict, workshop.registry, workshop.sandbox, inputs, _provenance(author, workshop, repaired), reason
        )
    return Outcome(
        problem=problem.id,
        inputs=inputs,
        stage=flaw.stage if flaw is not None else "published",
        reason=flaw.reason if flaw is not None else "",
        ref=ref,
        digest=workshop.registry.digest(ref) if ref is not None else None,
        repairs=len(repaired),
        repaired=tuple(repaired),
        calls=len(author.completions),
        tokens=_tokens(author),
        seconds=round(time.monotonic() - started, 2),
        evidence=verdict.evidence if verdict is not None else (),
    )


def _screen(problem: Problem, workshop: Workshop, twin: str | None) -> Flaw | None:
    """Why the problem is not worth a completion."""
    if twin is not None:
        return Flaw("new", f"says nearly the same as {twin}")
    few = too_few_references(problem, workshop.sandbox, workshop.thresholds)
    return Flaw("references", few) if few else None


def _attempt(author: Author, workshop: Workshop) -> tuple[Flaw | None, Verdict | None]:
    """Complete the draft and judge it: what is wrong with it, and the verdict if it came that far."""
    try:
        author.write()
        if not author.analysis.usable:
            return Flaw("usable", author.analysis.why_not or "the model gave no reason"), None
        verdict = validate(
            author.draft, workshop.sandbox, workshop.thresholds, workshop.config.seed, library=workshop.library
        )
    except Flaw as flaw:
        return flaw, _incomplete(author, flaw)
    failed = verdict.failed_gate
    return (Flaw(failed.gate, failed.reason, failed.advice) if failed else None), verdict


def _incomplete(author: Author, flaw: Flaw) -> Verdict | None:
    """A verdict over what there is, so that reviewers see drafts that fell out before the gates, too."""
    parts = author.parts
    if parts.specification is None or parts.generator is None or parts.question is None:
        return None
    evidence = Evidence(gate=flaw.stage, passed=False, reason=flaw.reason, advice=flaw.advice)
    return Verdict(Candidate.of(author.draft), (evidence,))


def _tokens(author: Author) -> int:
    return sum(c.prompt_tokens + c.completion_tokens for c in author.completions)


def _provenance(author: Author, workshop: Workshop, repaired: list[str]) -> dict[str, JsonValue]:
    models = sorted({completion.model for completion in author.completions})
    return {
        "generated_by": ", ".join(models),
        "model": workshop.config.llm.model,
        "sampling": workshop.config.llm.sampling.model_dump(mode="json"),
        "prompts": dict(author.prompts_used),
        "attempts": len(repaired) + 1,
        "calls": len(author.completions),
        "tokens": _tokens(author),
        "tokens_estimated": any(completion.estimated for completion in author.completions),
        "repairs": list(repaired),
        "problem_sha256": author.problem.digest,
        "pipeline": PIPELINE,
        "thresholds": workshop.thresholds.model_dump(mode="json"),
    }
