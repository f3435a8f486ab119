"""Do the references agree? Those that do, on fair and on adversarial instances, are the oracles."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from scaler.environment import Frozen, Scale
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Draft, Outcome
from scaler.validation.outcome import drop_references, example
from scaler.validation.shapes import SHAPES
from scaler.validation.statistics import Rate
from scaler.validation.voting import Vote, count_votes, run_all, settle, short


class Agreement(Frozen):
    """What the vote came to. Rates count instances; a bound is the largest error rate that they do not rule out.

    disagreements    all references that ran: instances on which one was outvoted
    trusted          those that are left, on the instances that at least two of them answered: they agree on all, but
                     were chosen on the same ones
    pair             the two preferred oracles, which give the truth in training, on many draws of every level
    differing        the most instances on which two that were preferred before them differed
    cross_language   `pair`, where the two are of different languages
    cross_author     ... where they have different authors
    shaped           instances drawn in adversarial shapes, and those that the generator could not make
    """

    references_compared: int
    instances: int
    random_scales: int
    shaped: int
    shapes_not_made: int
    disagreements: Rate
    trusted: Rate
    pair: Rate | None
    differing: int
    cross_language: Rate | None
    cross_author: Rate | None


def agreement(candidate: Candidate, bench: Bench) -> Outcome:
    """A reference that fails, or is outvoted by a strict majority, is dropped; without a majority the gate fails.

    With `checked` answers the verifier takes the place of the vote, and a majority must satisfy it. All references run
    on every level, on random scales (each parameter drawn on its own) and in adversarial shapes. The references that
    are left come out in order of preference as oracles; the two first run once more, on many draws of every level, and
    where they differ all are asked.
    """
    limits = bench.thresholds
    fair = bench.draws.of_levels(candidate.levels[::-1], limits.seeds_per_level)
    scales = bench.draws.of_scales(_random_scales(candidate, bench))
    shapes = bench.draws.of_shapes(candidate.levels)
    draws = [*fair, *scales, *shapes]
    vote = Vote()
    answers = run_all(candidate, bench, draws, vote)
    count_votes(candidate, bench, draws, answers, vote)
    disagreements = len(vote.disputed)
    more = bench.draws.of_levels(candidate.levels, limits.draws_per_level)
    order, differing = settle(candidate, bench, more, answers, vote)
    answered = sum(sum(answers[name][i].ok for name in order) > 1 for i in range(len(draws)))
    pair = Rate.of(0, len(more)) if len(order) > 1 else None
    references = [bench.draws.reference(name) for name in order[:2]]
    measured = Agreement(
        references_compared=len(answers),
        instances=len(draws),
        random_scales=len(scales),
        shaped=len(shapes),
        shapes_not_made=len(SHAPES) * len(candidate.levels) - len(shapes),
        disagreements=Rate.of(disagreements, len(draws)),
        trusted=Rate.of(0, answered),
        pair=pair,
        differing=differing,
        cross_language=pair if len({each.language for each in references}) > 1 else None,
        cross_author=pair if len({each.author for each in references}) > 1 else None,
    )
    candidate = replace(candidate, references=(*order, *vote.dropped))
    replay = [*vote.disputed, *vote.failing]
    return drop_references(
        "agreement", candidate, bench, vote.dropped, measured, _advice(candidate.draft, vote), replay
    )


def _random_scales(candidate: Candidate, bench: Bench) -> list[Scale]:
    ladder = candidate.draft.spec.levels
    low, high = ladder[candidate.levels[0]], ladder[candidate.levels[-1]]
    rng = random.Random(bench.seed)
    return [{name: rng.randint(low[name], high[name]) for name in low} for _ in range(bench.thresholds.random_scales)]


def _advice(draft: Draft, vote: Vote) -> str:
    if vote.disputed:
        draw = _smallest(vote.disputed)
        answers = {f"answer of {name}": short(value) for name, value in vote.rows[str(draw)].items()}
        if draft.spec.answer.kind == "checked":
            cause = "The verifier does not accept what accepted solutions answer."
        else:
            cause = (
                "Accepted solutions answer differently: the generator breaks a guarantee of the statement, to_stdin "
                "writes the instance wrongly, or several answers are right and the kind must be 'checked'."
            )
        return f"{cause}\n{example({'input': draw.stdin} | answers)}"
    if vote.failing:
        cause = "Accepted solutions fail: the generator breaks a guarantee of the statement or asks for too much."
        return f"{cause}\n{example({'input': _smallest(vote.failing).stdin} | vote.dropped)}"
    return ""


def _smallest(draws: Sequence[Draw]) -> Draw:
    return min(draws, key=lambda draw: len(draw.stdin))
