"""Does the scorer give a right answer 1 and anything else 0?"""

from __future__ import annotations

import random

from scaler.environment import Environment, Frozen, Instance, Score, boxed
from scaler.errors import InstanceError
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.mutants import MASTER_KEYS, mutants
from scaler.validation.outcome import accept, clip, example, reject
from scaler.validation.statistics import Rate


class Scored(Frozen):
    """Texts that were scored. `refused_right` and `accepted_wrong` are errors, with bounds on their rates.

    Mutants are scored here where one answer is right; with `checked` answers they are the verifier's score card.
    """

    instances: int
    refused_right: Rate
    accepted_wrong: Rate
    sorts: dict[str, int]


def answers(candidate: Candidate, bench: Bench) -> Outcome:
    """Through `Environment`, as in training: the oracle's answer in its box, mutants of it, and texts without any."""
    draft, checked = candidate.draft, candidate.draft.spec.answer.kind == "checked"
    environment = Environment(draft.name, draft.spec, draft.programs, candidate.references[:2], bench.sandbox)
    draws = bench.draws.of_levels(candidate.levels, bench.thresholds.seeds_per_level)
    try:
        instances = environment.instances([(draw.level or 0, draw.seed) for draw in draws])
    except InstanceError as error:
        return reject("answers", candidate, error.message, error.message, replay=draws[:1])
    rng = random.Random(bench.seed)
    asked = draft.spec.asked
    right = [("right answer", boxed(instance.answer)) for instance in instances]
    wrong: list[tuple[int, str, str]] = [
        (i, "text without answer", key) for i in (0, len(draws) - 1) for key in MASTER_KEYS
    ]
    wrong += [(i, "empty text", "") for i in range(len(draws))]
    if not checked:
        wrong += [
            (i, f"mutant: {sort}", boxed(mutant))
            for i, instance in enumerate(instances)
            for sort, mutant in mutants(asked, instance.answer, rng)
        ]
    scores = environment.scores(
        [(instance, text) for instance, (_, text) in zip(instances, right, strict=True)]
        + [(instances[i], text) for i, _, text in wrong]
    )
    refused = [i for i, score in enumerate(scores[: len(right)]) if score.value != 1.0]
    passed = [
        (row, score) for row, score in zip(wrong, scores[len(right) :], strict=True)
        if score.value != 0.0 and not _is_right(instances[row[0]], score)
    ]  # fmt: skip
    measured = Scored(
        instances=len(instances),
        refused_right=Rate.of(len(refused), len(right)),
        accepted_wrong=Rate.of(len(passed), len(wrong)),
        sorts={sort: sum(row[1] == sort for row in wrong) for sort in dict.fromkeys(row[1] for row in wrong)},
    )
    if refused:
        i = refused[0]
        return _fault(candidate, measured, draws[i], "the right answer", right[i][1], instances[i], scores[i])
    if passed:
        (i, sort, text), score = passed[0]
        return _fault(candidate, measured, draws[i], f"a wrong answer ({sort})", text, instances[i], score)
    return accept("answers", candidate, measured)


def _is_right(instance: Instance, score: Score) -> bool:
    """Whether a text that was meant to be wrong gave the oracle's answer after all."""
    return score.value == 1.0 and score.parsed == instance.answer


def _fault(
    candidate: Candidate, measured: Scored, draw: Draw, name: str, text: str, instance: Instance, score: Score
) -> Outcome:
    reason = f"{name} scored {score.value} at {draw}: {clip(text, 60) or '(nothing)'}: {score.reason}"
    cause = "verify must return True or False and never raise" if score.value is None else "it was scored wrongly"
    shown = example({"answer": text or "(nothing)", "truth": boxed(instance.answer), "why": score.reason})
    return reject("answers", candidate, reason, f"{name}: {cause}.\n{shown}", measured, [draw])
