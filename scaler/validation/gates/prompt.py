"""Does the question show the whole instance, in few enough tokens?"""

from __future__ import annotations

import json
from dataclasses import replace

from pydantic import JsonValue

from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, example, reject
from scaler.validation.shown import is_shown, shown_too_seldom


def prompt(candidate: Candidate, bench: Bench) -> Outcome:
    """Every field's values occur in the question, as often as in the data; levels with too long a question are cut."""
    limits = bench.thresholds
    draws = bench.draws.of_levels(candidate.levels, limits.seeds_per_level)
    tokens: dict[int, int] = dict.fromkeys(candidate.levels, 0)
    for draw, question in zip(draws, bench.draws.questions(draws), strict=True):
        assert draw.level is not None
        tokens[draw.level] = max(tokens[draw.level], bench.tokens(question) * candidate.draft.spec.fold)
        hidden = _hidden(draw, question) if tokens[draw.level] <= limits.max_prompt_tokens else None
        if hidden is not None:
            reason = f"field {hidden!r} does not show in the question at {draw}"
            advice = f"The question must give every value of the data as it is; {hidden!r} is missing or incomplete.\n"
            advice += example({"field": hidden, "value": json.dumps(draw.data[hidden]), "question": question})
            return reject("prompt", candidate, reason, advice, replay=[draw])
    too_long = [level for level in candidate.levels if tokens[level] > limits.max_prompt_tokens]
    kept = tuple(level for level in candidate.levels if not too_long or level < too_long[0])
    measured: dict[str, JsonValue] = {
        "questions": len(draws),
        "tokens": {str(level): count for level, count in tokens.items()},
        "levels": list(kept),
    }
    if len(kept) < limits.min_levels:
        first = too_long[0]
        budget = limits.max_prompt_tokens
        reason = f"{len(kept)} of at least {limits.min_levels} levels have questions within {budget} tokens"
        advice = (
            f"{reason}: level {first} ({json.dumps(candidate.draft.spec.levels[first])}) takes {tokens[first]}. "
            "Say less round the data, or lower the largest scale."
        )
        return reject("prompt", candidate, reason, advice, measured, [d for d in draws if d.level == first])
    remark = f"levels {too_long[0]} and up are cut: over {limits.max_prompt_tokens} tokens" if too_long else ""
    return accept("prompt", replace(candidate, levels=kept), measured, remark)


def _hidden(draw: Draw, question: str) -> str | None:
    """The first field whose value does not show in the question, or not as often as it occurs."""
    fields = [field for field, value in draw.data.items() if not is_shown(value, question)]
    return next(iter(fields), None) or shown_too_seldom(draw.data, question)
