"""Does the question say every rule that decides the answer? Reads it, runs nothing."""

from __future__ import annotations

from scaler.environment import Frozen
from scaler.validation.bench import Bench
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, reject
from scaler.validation.places import displaced
from scaler.validation.wording import numbered_otherwise, readings, unsaid


class Said(Frozen):
    """How many rules the specification lists, and which words of a rule the question lacks."""

    rules: int
    unsaid: dict[str, list[str]]


def rules(candidate: Candidate, bench: Bench) -> Outcome:
    """Each rule of the specification is found in the question, by most of its words and all of its telling ones.

    What stands in one branch of an `if` alone is not said.
    """
    draft = candidate.draft
    text = f"{draft.programs.question}\n{draft.spec.answer.instruction}"
    texts = readings(text)
    missing: dict[str, list[str]] = {}
    for each in texts:
        missing |= unsaid(draft.spec.rules, each, bench.thresholds.rule_words_min)
    if not missing:
        for each in texts:
            missing |= displaced(draft.spec.rules, each)
    measured = Said(rules=len(draft.spec.rules), unsaid=missing)
    if missing:
        listed = [f"- {rule} (not found: {', '.join(lacking)})" for rule, lacking in missing.items()]
        reason = f"{len(missing)} of {measured.rules} rules are not in the question; first: {next(iter(missing))}"
        advice = "The question must say these rules, with their key words and numbers:\n" + "\n".join(listed)
        return reject("rules", candidate, reason, advice, measured)
    if (start := numbered_otherwise(draft.spec.rules, text)) is not None:
        reason = f"the question says {start!r}, the rules number from another start"
        return reject("rules", candidate, reason, f"{reason}. Both must say the same.", measured)
    return accept("rules", candidate, measured, "" if draft.spec.rules else "no rules are listed: nothing to compare")
