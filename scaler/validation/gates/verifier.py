"""How good is the verifier? A score card against answers known to be right and mutants known to be wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

from pydantic import JsonValue

from scaler.environment import AnswerSpec, Frozen, Verdict
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.mutants import MALFORMED, mutants, reorderings
from scaler.validation.outcome import accept, clip, example, reject
from scaler.validation.statistics import Rate

REORDERINGS = 3
SIGHT = 40
Asked = tuple[Draw, str, JsonValue]
"""(instance, sort, answer)"""


class ScoreCard(Frozen):
    """What a verifier said, against what is known. Rates are of errors; sorts count the answers of each kind.

    refused_right    of right answers: those of every oracle and, where any order will do, in other orders
    accepted_wrong   of mutants and malformed answers, without those that are right after all
    right_after_all  mutants that the verifier accepts and the second judge, who saw the question alone, accepts, too
    undecided        mutants that the verifier accepts and nobody else could judge
    second_judge     right answers that the second judge refuses
    """

    refused_right: Rate
    accepted_wrong: Rate
    right_after_all: int
    undecided: int
    second_judge: Rate | None
    sorts: dict[str, int]


def verifier(candidate: Candidate, bench: Bench) -> Outcome:
    """For `checked` answers: the verifier accepts every right answer and refuses every wrong one.

    Whether a mutant is wrong is decided by a second judge, written by somebody who saw the question alone. Where there
    is none, or gives no verdict, a share of the mutants of each sort may be accepted: some are right.
    """
    spec = candidate.draft.spec.answer
    if spec.kind != "checked":
        return accept("verifier", candidate, {}, "one answer is right: nothing to verify")
    rng = random.Random(bench.seed)
    right = _right(candidate, bench, rng)
    wrong = _wrong(candidate, bench, spec, rng)
    accepts = bench.draws.judge([draw for draw, _, _ in right + wrong], [answer for _, _, answer in right + wrong])
    refused = [asked for asked, yes in zip(right, accepts, strict=False) if not yes]
    accepted = [asked for asked, yes in zip(wrong, accepts[len(right) :], strict=True) if yes]
    lower = set(candidate.levels[: bench.thresholds.solver_levels])
    readable = [asked for asked in right if asked[0].level in lower]
    doubts = opinions = None
    if _is_sane(bench, wrong):
        doubts, opinions = _opinions(bench, readable), _opinions(bench, accepted)
    confirmed = [a for a, (verdict, _) in zip(accepted, opinions or [], strict=False) if verdict is True]
    denied = [a for a, (verdict, _) in zip(accepted, opinions or [], strict=False) if verdict is False]
    undecided = accepted
    if opinions is not None:
        undecided = [a for a, (verdict, _) in zip(accepted, opinions, strict=True) if verdict is None]
    unknown = len(undecided)
    judged = sum(verdict is not None for verdict, _ in doubts or [])
    refusals = [a for a, (verdict, _) in zip(readable, doubts or [], strict=False) if verdict is False]
    measured = ScoreCard(
        refused_right=Rate.of(len(refused), len(right)),
        accepted_wrong=Rate.of(len(denied), len(wrong) - len(confirmed) - unknown),
        right_after_all=len(confirmed),
        undecided=unknown,
        second_judge=Rate.of(len(refusals), judged) if judged else None,
        sorts={sort: sum(each[1] == sort for each in wrong) for sort in dict.fromkeys(each[1] for each in wrong)},
    )
    if refused:
        return _fault(candidate, measured, "refuses", refused, len(right), "verify must accept every right answer")
    if refusals:
        why = (
            "somebody who sees the question alone refuses what the oracles answer: the question lost or changed a rule"
        )
        return _fault(candidate, measured, "accepts, the second judge refuses,", refusals, len(readable), why)
    if denied:
        return _fault(candidate, measured, "accepts", denied, len(wrong), "it checks too little")
    if lenient := _lenient(undecided, wrong, bench.thresholds.corrupted_accepted_max):
        return _fault(candidate, measured, "accepts", lenient, len(wrong), "it checks too little")
    malformed = [each for each in accepted if each[1] == "malformed" and not _has_form(spec, each[2])]
    if malformed:
        return _fault(candidate, measured, "accepts", malformed, len(wrong), f"it must refuse what is no {_form(spec)}")
    return accept("verifier", candidate, measured)


def _right(candidate: Candidate, bench: Bench, rng: random.Random) -> list[Asked]:
    spec = candidate.draft.spec.answer
    draws = bench.draws.of_levels(candidate.levels, bench.thresholds.seeds_per_level)
    found: dict[str, Asked] = {}
    for name in candidate.references:
        answered = bench.draws.answers(bench.draws.reference(name), [draw.stdin for draw in draws])
        for draw, answer in zip(draws, answered, strict=True):
            others = reorderings(answer.value, rng, REORDERINGS) if spec.any_order else []
            for sort, value in [("oracle", answer.value), *(("reordered", other) for other in others)]:
                found.setdefault(f"{draw} {json.dumps(value)}", (draw, sort, value))
    return list(found.values())


def _wrong(candidate: Candidate, bench: Bench, spec: AnswerSpec, rng: random.Random) -> list[Asked]:
    """Mutants of the oracle's answer, neighbours' answers, and what has not the form of an answer.

    Where any order will do, the answer in another order is no mutant.
    """
    lower = candidate.levels[: bench.thresholds.solver_levels]
    draws = bench.draws.of_levels(lower, bench.thresholds.seeds_per_level)
    truths = bench.draws.truths(candidate, draws)
    asked: list[Asked] = []
    for index, (draw, truth) in enumerate(zip(draws, truths, strict=True)):
        made = mutants(spec, truth, rng)
        asked += [(draw, sort, mutant) for sort, mutant in made if not (spec.any_order and _reordered(truth, mutant))]
        neighbour = truths[(index + 1) % len(truths)]
        if neighbour != truth:
            asked.append((draw, "another instance's answer", neighbour))
    some = bench.draws.of_levels(candidate.levels, 1)
    return asked + [(draw, "malformed", value) for draw in some for value in MALFORMED]


def _reordered(value: JsonValue, other: JsonValue) -> bool:
    return isinstance(value, list) and isinstance(other, list) and sorted(map(repr, value)) == sorted(map(repr, other))


def _is_sane(bench: Bench, wrong: Sequence[Asked]) -> bool:
    """Whether the second judge refuses most of what is wrong on sight; one that takes everything is no judge."""
    spotted = [each for each in wrong if each[1] in ("another instance's answer", "malformed")][:SIGHT]
    opinions = _opinions(bench, spotted)
    return opinions is not None and sum(verdict is True for verdict, _ in opinions) <= len(opinions) / 10


def _opinions(bench: Bench, asked: Sequence[Asked]) -> list[Verdict] | None:
    return bench.draws.second_opinions([draw for draw, _, _ in asked], [answer for _, _, answer in asked])


def _lenient(accepted: Sequence[Asked], wrong: Sequence[Asked], most: float) -> list[Asked]:
    """The accepted answers of a sort of which more than the share `most` is accepted."""
    for sort in dict.fromkeys(sort for _, sort, _ in accepted):
        some = [each for each in accepted if each[1] == sort]
        if len(some) > most * sum(each[1] == sort for each in wrong):
            return some
    return []


def _has_form(spec: AnswerSpec, value: JsonValue) -> bool:
    if spec.shape == "array":
        return isinstance(value, list) and all(_is_item(spec, item) for item in value)
    return _is_scalar(spec.shape, value)


def _is_item(spec: AnswerSpec, item: JsonValue) -> bool:
    assert spec.items is not None
    if spec.rows:
        return isinstance(item, list) and all(_is_scalar(str(spec.items), each) for each in item)
    return _is_scalar(spec.items, item)


def _is_scalar(kind: str, value: JsonValue) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "string":
        return isinstance(value, str)
    return isinstance(value, int if kind == "integer" else int | float) and not isinstance(value, bool)


def _form(spec: AnswerSpec) -> str:
    return f"{spec.shape} of {spec.items}" if spec.items else spec.shape


def _fault(
    candidate: Candidate, measured: ScoreCard, what: str, asked: Sequence[Asked], of: int, advice: str
) -> Outcome:
    draw, sort, answer = asked[0]
    shown = clip(json.dumps(answer), 60)
    reason = f"the verifier {what} {len(asked)} of {of} answers; first ({sort}) {shown} at {draw}"
    text = f"{reason}\n{advice}.\n{example({'data': json.dumps(draw.data), 'answer': json.dumps(answer)})}"
    return reject("verifier", candidate, reason, text, measured, [each[0] for each in asked[:10]])
