"""Are the instances of a level different enough, and their answers hard to guess?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import JsonValue

from scaler.environment import same_answer
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, example, reject
from scaler.validation.statistics import entropy_bits
from scaler.validation.thresholds import Thresholds

CONSTANT_GUESSES = 2  # a verifier runs once for each of them and each draw


def diversity(candidate: Candidate, bench: Bench) -> Outcome:
    """Levels whose draws repeat too much are cut, with all below them; enough must remain up to the top.

    How well one and the same answer would do is measured as it would be scored: within the tolerance, and with
    `checked` answers by the verifier.
    """
    limits = bench.thresholds
    kind = candidate.draft.spec.answer.kind
    draws = bench.draws.of_levels(candidate.levels, limits.draws_per_level)
    truths = bench.draws.truths(candidate, draws)
    size = limits.draws_per_level
    table: list[JsonValue] = []
    faults: dict[int, str] = {}
    for index, level in enumerate(candidate.levels):
        part = slice(index * size, (index + 1) * size)
        row = _measure(candidate, bench, draws[part], truths[part])
        table.append({"level": level, **row})
        if fault := _fault(row, limits, boolean=kind == "boolean"):
            faults[level] = fault
    lowest = max(faults, default=-1) + 1
    kept = tuple(level for level in candidate.levels if level >= lowest)
    measured: dict[str, JsonValue] = {"draws_per_level": size, "by_level": table, "levels": list(kept)}
    if len(kept) >= limits.min_levels:
        remark = f"levels below {lowest} are cut: {faults[lowest - 1]}" if faults else ""
        return accept("diversity", replace(candidate, levels=kept), measured, remark)
    worst = max(faults)
    at = candidate.levels.index(worst) * size
    reason = f"{len(kept)} of at least {limits.min_levels} levels are diverse; level {worst}: {faults[worst]}"
    sample = Counter(json.dumps(value) for value in truths[at : at + size]).most_common(3)
    scale = candidate.draft.spec.levels[worst]
    advice = (
        f"At level {worst}, {json.dumps(scale)}: {faults[worst]}. Vary the instances, or start at a larger scale.\n"
        + "\n".join(f"level {level}: {fault}" for level, fault in faults.items())
        + "\n"
        + example({"instance": json.dumps(draws[at].data), "commonest answers": sample})
    )
    return reject("diversity", candidate, reason, advice, measured, [draws[at]])


def _measure(candidate: Candidate, bench: Bench, draws: list[Draw], truths: list[JsonValue]) -> dict[str, JsonValue]:
    answers = [json.dumps(truth) for truth in truths]
    row: dict[str, JsonValue] = {
        "distinct_instances": len({json.dumps(draw.data, sort_keys=True) for draw in draws}),
        "commonest_answer": max(_guess_shares(candidate, bench, draws, truths)),
    }
    if candidate.draft.spec.answer.kind != "checked":  # among several right answers, which one is printed says little
        row["distinct_answers"] = len(set(answers))
        row["answer_entropy_bits"] = round(entropy_bits(answers), 3)
    return row


def _guess_shares(candidate: Candidate, bench: Bench, draws: list[Draw], truths: list[JsonValue]) -> Iterator[float]:
    """The share of the draws on which an answer is right, for the answers that may do best as a constant guess."""
    spec = candidate.draft.spec.answer
    commonest = [json.loads(text) for text, _ in Counter(json.dumps(truth) for truth in truths).most_common()]
    if spec.kind == "checked":
        for guess in commonest[:CONSTANT_GUESSES]:
            yield sum(bench.draws.judge(draws, [guess] * len(draws))) / len(draws)
    else:
        guesses = commonest if spec.tolerance else commonest[:1]
        for guess in guesses:
            yield sum(same_answer(spec, truth, guess) for truth in truths) / len(truths)


def _fault(row: Mapping[str, JsonValue], limits: Thresholds, *, boolean: bool) -> str | None:
    instances, answers, share = (row.get(key) for key in ("distinct_instances", "distinct_answers", "commonest_answer"))
    least = 2 if boolean else limits.min_distinct_answers
    most = limits.commonest_boolean_max if boolean else limits.commonest_answer_max
    if isinstance(instances, int) and instances < limits.min_distinct_instances:
        return f"{instances} of {limits.draws_per_level} instances are distinct, {limits.min_distinct_instances} needed"
    if isinstance(share, float) and share > most:
        return f"one answer has a share of {share:.0%}, at most {most:.0%} allowed"
    if isinstance(answers, int) and answers < least:
        return f"{answers} distinct answers to {limits.draws_per_level} instances, at least {least} needed"
    return None
