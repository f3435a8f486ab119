"""Are the instances of a level different enough, and their answers hard to guess?"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import JsonValue, ValidationError

from scaler.environment import Frozen, same_answer
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Evidence, Outcome
from scaler.validation.guesses import guesses
from scaler.validation.outcome import accept, example, reject
from scaler.validation.statistics import entropy_bits
from scaler.validation.thresholds import Thresholds

CONSTANTS = 2  # with `checked` answers a verifier judges each of them on each draw
RULES = 30
JUDGED = 25
SHOWN_ANSWERS = 8
CONSTANT_FROM = 3


class Level(Frozen):
    """One level's draws. Shares are of draws, in [0, 1]; what a guess earns is measured as it would be scored.

    distinct_answers, answer_entropy_bits and answers are missing for `checked` answers: among several right ones, which
    is printed says little. Where several instances make one task (`fold`), shares are of whole tasks.
    constant_field is the share of draws in which some list or text, or each row of a table, repeats one item, for the
    field where it is largest.
    best_guess is the cheap rule that earns most; guess_floor what it or the commonest answer earns.
    """

    level: int
    draws: int
    distinct_instances: int
    commonest_instance: float
    constant_field: float = 0.0
    distinct_answers: int | None = None
    answer_entropy_bits: float | None = None
    commonest_share: float
    best_guess: str
    best_guess_share: float
    guess_floor: float
    answers: dict[str, int] = {}


class Diversity(Frozen):
    """A row a level, what is wrong with a level, and those that stay. `floor` is the most that a guess may earn."""

    draws_per_level: int
    floor: float
    levels: list[Level]
    faults: dict[int, str]
    kept: list[int]


def guess_floors(evidence: Sequence[Evidence]) -> tuple[float, ...]:
    """Per level that diversity kept, the share of tasks that the best cheap guess gets right; empty if not measured."""
    measured = next((each.measured for each in evidence if each.gate == "diversity"), None)
    try:
        table = Diversity.model_validate({k: v for k, v in (measured or {}).items() if k != "replay"})
    except ValidationError:  # evidence of an older pipeline
        return ()
    return tuple(row.guess_floor for row in table.levels if row.level in table.kept)


def diversity(candidate: Candidate, bench: Bench) -> Outcome:
    """Levels whose draws repeat too much, or where guessing pays, are cut, with all below them; enough must remain.

    So training starts where guessing does not pay.
    """
    limits = bench.thresholds
    draws = bench.draws.of_levels(candidate.levels, limits.draws_per_level)
    truths = bench.draws.truths(candidate, draws)
    size = limits.draws_per_level
    table: list[Level] = []
    faults: dict[int, str] = {}
    for index, level in enumerate(candidate.levels):
        part = slice(index * size, (index + 1) * size)
        row = _measure(candidate, bench, level, draws[part], truths[part])
        table.append(row)
        if fault := _fault(row, limits, boolean=candidate.draft.spec.answer.kind == "boolean"):
            faults[level] = fault
    lowest = max(faults, default=-1) + 1
    kept = tuple(level for level in candidate.levels if level >= lowest)
    measured = Diversity(draws_per_level=size, floor=limits.guess_max, levels=table, faults=faults, kept=list(kept))
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


def is_constant(value: JsonValue) -> bool:
    """Whether a list or text of some length holds one item over and over, or each row of a table one of its own."""
    rows = value if isinstance(value, list) and any(isinstance(item, list) for item in value) else [value]
    return _repeats(value) or all(_repeats(row) for row in rows)


def _measure(
    candidate: Candidate, bench: Bench, level: int, draws: Sequence[Draw], truths: Sequence[JsonValue]
) -> Level:
    spec = candidate.draft.spec
    instances = Counter(json.dumps(draw.data, sort_keys=True) for draw in draws)
    constant = [sum(is_constant(draw.data.get(name)) for draw in draws) for name in spec.fields]
    commonest, best, share = _guessed(candidate, bench, draws, truths)
    commonest, share = commonest**spec.fold, share**spec.fold
    row = Level(
        level=level,
        draws=len(draws),
        distinct_instances=len(instances),
        commonest_instance=max(instances.values()) / len(draws),
        constant_field=max(constant) / len(draws),
        commonest_share=round(commonest, 4),
        best_guess=best,
        best_guess_share=round(share, 4),
        guess_floor=round(max(commonest, share), 4),
    )
    if spec.answer.kind == "checked":
        return row
    answers = [json.dumps(truth) for truth in truths]
    return row.model_copy(
        update={
            "distinct_answers": len(set(answers)),
            "answer_entropy_bits": round(entropy_bits(answers), 3),
            "answers": {text[:40]: count for text, count in Counter(answers).most_common(SHOWN_ANSWERS)},
        }
    )


def _guessed(
    candidate: Candidate, bench: Bench, draws: Sequence[Draw], truths: Sequence[JsonValue]
) -> tuple[float, str, float]:
    """(share of the best constant, name and share of the best rule)."""
    spec = candidate.draft.spec.answer
    constants = [json.loads(text) for text, _ in Counter(json.dumps(truth) for truth in truths).most_common()]
    rules = list(guesses(spec, sorted(candidate.draft.spec.fields)))
    if spec.kind == "checked":
        draws, truths = draws[:JUDGED], truths[:JUDGED]
        asked: dict[str, list[JsonValue]] = {
            f"constant {n}": [c] * len(draws) for n, c in enumerate(constants[:CONSTANTS])
        }
        applying = [(n, [rule(d.data) for d in draws]) for n, rule in rules]
        asked |= dict([(n, given) for n, given in applying if None not in given][:RULES])
        flat = [(draw, answer) for given in asked.values() for draw, answer in zip(draws, given, strict=True)]
        judged = bench.draws.judge([draw for draw, _ in flat], [answer for _, answer in flat], isolated=False)
        shares = {n: sum(judged[i * len(draws) : (i + 1) * len(draws)]) / len(draws) for i, n in enumerate(asked)}
        constant = max(share for name, share in shares.items() if name.startswith("constant "))
        ruled = {name: share for name, share in shares.items() if not name.startswith("constant ")}
    else:
        tried = constants if spec.tolerance else constants[:1]
        constant = max(sum(same_answer(spec, truth, guess) for truth in truths) for guess in tried) / len(truths)
        ruled = {
            name: sum(same_answer(spec, t, rule(d.data)) for d, t in zip(draws, truths, strict=True)) / len(truths)
            for name, rule in rules
        }
    best = max(ruled, key=lambda name: ruled[name], default="")
    return constant, best, ruled.get(best, 0.0)


def _repeats(value: JsonValue) -> bool:
    items = list(_items(value)) if isinstance(value, list | str) else []
    return len(items) >= CONSTANT_FROM and len(set(items)) == 1


def _items(value: JsonValue) -> Iterator[str]:
    for item in value if isinstance(value, list | str) else ():
        yield from _items(item) if isinstance(item, list) else [str(item)]


def _fault(row: Level, limits: Thresholds, *, boolean: bool) -> str | None:
    least = math.ceil(limits.min_distinct_instances * row.draws)
    if row.distinct_instances < least:
        return f"{row.distinct_instances} of {row.draws} instances are distinct, {least} needed"
    if row.commonest_instance > limits.commonest_instance_max:
        share = f"{row.commonest_instance:.0%}, at most {limits.commonest_instance_max:.0%} allowed"
        return f"one instance has a share of {share}"
    if row.constant_field > limits.constant_field_max:
        share = f"{row.constant_field:.0%}, at most {limits.constant_field_max:.0%} allowed"
        return f"a field repeats one and the same item in {share}"
    if row.commonest_share > limits.commonest_answer_max:
        return f"one answer has a share of {row.commonest_share:.0%}, at most {limits.commonest_answer_max:.0%} allowed"
    if row.best_guess_share > limits.guess_max:
        share = f"{row.best_guess_share:.0%}, at most {limits.guess_max:.0%} allowed"
        return f"the guess `{row.best_guess}` is right in {share}"
    distinct = 2 if boolean else limits.min_distinct_answers
    if row.distinct_answers is not None and row.distinct_answers < distinct:
        return f"{row.distinct_answers} distinct answers to {row.draws} instances, at least {distinct} needed"
    return None
