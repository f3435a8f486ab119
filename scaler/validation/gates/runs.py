"""Which references run at all on this machine?"""

from __future__ import annotations

from pydantic import JsonValue

from scaler.environment import Answered
from scaler.validation.bench import Bench
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import clip, drop_references


def runs(candidate: Candidate, bench: Bench) -> Outcome:
    """Each reference compiles and ends well on the statement's examples; what does not, and every copy, is dropped."""
    inputs = [example.input for example in candidate.draft.problem.examples]
    dropped: dict[str, str] = {}
    seen: dict[str, str] = {}
    for name in candidate.references:
        code = bench.draws.reference(name).code.strip()
        if code in seen:
            dropped[name] = f"the same program as {seen[code]}: no second opinion"
            continue
        seen[code] = name
        answers = bench.draws.answers(bench.draws.reference(name), inputs)
        failed = next((index for index, answer in enumerate(answers) if not answer.result.ok), None)
        if failed is not None:
            dropped[name] = f"example {failed + 1}: {_why(answers[failed])}"
    left = [bench.draws.reference(name) for name in candidate.references if name not in dropped]
    languages: list[JsonValue] = [*sorted({reference.language for reference in left})]
    authors: list[JsonValue] = [*sorted({reference.author for reference in left})]
    measured: dict[str, JsonValue] = {"examples": len(inputs), "languages": languages, "authors": authors}
    advice = (
        "Too few of the problem's accepted solutions run. Nothing in the draft can mend that: leave the problem out."
    )
    return drop_references("runs", candidate, bench, dropped, measured, advice)


def _why(answer: Answered) -> str:
    detail = answer.result.stderr.strip()
    return clip(f"{answer.result.status}: {detail}" if detail else answer.result.status, 200)
