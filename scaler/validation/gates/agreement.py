"""Do the references agree? Those that do, on fair and on adversarial instances, are the oracles."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from scaler.environment import Answered, AnswerSpec, Frozen, Scale, same_answer
from scaler.validation.bench import Bench, Draw
from scaler.validation.blame import why_different, why_failed
from scaler.validation.candidate import Candidate, Draft, Outcome
from scaler.validation.outcome import clip, drop_references, example
from scaler.validation.shapes import SHAPES
from scaler.validation.statistics import Rate

Answers = dict[str, list[Answered]]
START_UP = 0.05
SLOWER = 4.0


class Agreement(Frozen):
    """What the vote came to. Rates count instances; a bound is the largest error rate that they do not rule out.

    disagreements    all references that ran: instances on which one was outvoted
    trusted          those that are left, which agree everywhere but were chosen on the same instances
    pair             the two preferred oracles, which give the truth in training, on many draws of every level
    cross_language   the same instances, where the two are of different languages
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
    pair: Rate
    cross_language: Rate | None
    cross_author: Rate | None


@dataclass
class _Vote:
    """Where the vote stands: who fell and why, and the instances that show it."""

    dropped: dict[str, str] = field(default_factory=dict)
    disputed: list[Draw] = field(default_factory=list)
    failing: list[Draw] = field(default_factory=list)
    rows: dict[str, dict[str, JsonValue]] = field(default_factory=dict)


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
    vote = _Vote()
    answers = _run(candidate, bench, draws, vote)
    _count(candidate, bench, draws, answers, vote)
    disagreements, compared = len(vote.disputed), len(answers)
    more = bench.draws.of_levels(candidate.levels, limits.draws_per_level)
    order, differing = _settle(candidate, bench, more, answers, vote)
    measured = Agreement(
        references_compared=compared,
        instances=len(draws),
        random_scales=len(scales),
        shaped=len(shapes),
        shapes_not_made=len(SHAPES) * len(candidate.levels) - len(shapes),
        disagreements=Rate.of(disagreements, len(draws)),
        trusted=Rate.of(0, len(draws)),
        pair=Rate.of(differing, len(more)),
        **_crossed(bench, order[:2], Rate.of(differing, len(more))),
    )
    candidate = replace(candidate, references=(*order, *vote.dropped))
    return drop_references(
        "agreement", candidate, bench, vote.dropped, measured, _advice(candidate.draft, vote),
        [*vote.disputed, *vote.failing],
    )  # fmt: skip


def by_preference(draft: Draft, answers: Answers) -> list[str]:
    """Reference names, the best oracle first and next to it the best one of another language, or of another author.

    Fast ones come first. Times vary from run to run, and the order must not: only factors of four in the mean CPU
    seconds count, above a start-up time that all stay far below on small instances; then C++ before Python, then the
    problem's own order.
    """
    references = {r.name: r for r in draft.programs.references if r.name in answers}
    if not references:
        return []
    cpu = {name: sum(answer.result.cpu for answer in column) / len(column) for name, column in answers.items()}
    slowness = {name: int(math.log(max(seconds / START_UP, 1), SLOWER)) for name, seconds in cpu.items()}
    order = sorted(references, key=lambda name: (slowness[name], references[name].language != "cpp"))
    first, rest = references[order[0]], order[1:]
    rest.sort(key=lambda name: (references[name].language == first.language, references[name].author == first.author))
    second = rest[:1]
    return [order[0], *second, *(name for name in order[1:] if name not in second)]


def _random_scales(candidate: Candidate, bench: Bench) -> list[Scale]:
    ladder = candidate.draft.spec.levels
    low, high = ladder[candidate.levels[0]], ladder[candidate.levels[-1]]
    rng = random.Random(bench.seed)
    return [{name: rng.randint(low[name], high[name]) for name in low} for _ in range(bench.thresholds.random_scales)]


def _run(candidate: Candidate, bench: Bench, draws: Sequence[Draw], vote: _Vote) -> Answers:
    """The answers of the references that never failed on a fair draw; the others fall.

    A slow reference shows at the top level, whose instances come first: who fails there is not run any further. On an
    adversarial shape a reference may give up without being dropped: the statement's limits may not allow it.
    """
    answers: Answers = {}
    first = bench.thresholds.seeds_per_level
    for name in candidate.references:
        reference = bench.draws.reference(name)
        for part in (draws[:first], draws):
            answers[name] = bench.draws.answers(reference, [draw.stdin for draw in part])
            failed = next((d for d in zip(part, answers[name], strict=True) if not d[1].ok and not d[0].shape), None)
            if failed is not None:
                vote.dropped[name] = f"{why_failed(failed[1])} at {failed[0]}"
                vote.failing.append(failed[0])
                del answers[name]
                break
    return answers


def _count(candidate: Candidate, bench: Bench, draws: Sequence[Draw], answers: Answers, vote: _Vote) -> None:
    """Drop who is outvoted on an instance; where no majority stands, all fall."""
    spec = candidate.draft.spec.answer
    rows = [{n: c[i].value for n, c in answers.items() if c[i].ok} for i in range(len(draws))]
    standing = _verified(bench, draws, rows) if spec.kind == "checked" else [_majority(spec, row) for row in rows]
    for draw, row, right in zip(draws, rows, standing, strict=True):
        wrong = [name for name in row if name not in right]
        if not wrong:
            continue
        vote.disputed.append(draw)
        vote.rows[str(draw)] = row
        for name in wrong:
            verdict = f"the majority {_text(row[min(right)])}" if right else "no majority stands"
            guess = why_different(row[min(right)], row[name], spec) if right else ""
            vote.dropped.setdefault(name, f"answers {_text(row[name])} at {draw}, {verdict}{guess}")


def _settle(
    candidate: Candidate, bench: Bench, draws: Sequence[Draw], answers: Answers, vote: _Vote
) -> tuple[list[str], int]:
    """The trusted references by preference, once the two first agree on all `draws`, and how many they differed on."""
    spec, differing = candidate.draft.spec.answer, 0
    while True:
        left = {name: column for name, column in answers.items() if name not in vote.dropped}
        order = by_preference(candidate.draft, left)
        if len(order) < 2:
            return order, differing
        first, second = ([*bench.draws.answers(bench.draws.reference(n), [d.stdin for d in draws])] for n in order[:2])
        apart = [
            draw for draw, a, b in zip(draws, first, second, strict=True)
            if not (a.ok and b.ok and (same_answer(spec, a.value, b.value) or spec.kind == "checked"))
        ]  # fmt: skip
        if not apart:
            return order, differing
        differing = max(differing, len(apart))
        before = len(vote.dropped)
        remaining = replace(candidate, references=tuple(order))
        _count(candidate, bench, apart, _run(remaining, bench, apart, vote), vote)
        if len(vote.dropped) == before:  # every difference lies within what the majority may answer
            return order, differing


def _crossed(bench: Bench, pair: Sequence[str], rate: Rate) -> dict[str, Rate | None]:
    if len(pair) < 2:
        return {"cross_language": None, "cross_author": None}
    one, two = (bench.draws.reference(name) for name in pair)
    return {
        "cross_language": rate if one.language != two.language else None,
        "cross_author": rate if one.author != two.author else None,
    }


def _majority(spec: AnswerSpec, given: dict[str, JsonValue]) -> set[str]:
    """The references that share the answer of a strict majority; empty when there is none."""
    camps = [{other for other, theirs in given.items() if same_answer(spec, value, theirs)} for value in given.values()]
    largest = max(camps, key=len, default=set())
    return largest if 2 * len(largest) > len(given) else set()


def _verified(bench: Bench, draws: Sequence[Draw], rows: Sequence[dict[str, JsonValue]]) -> list[set[str]]:
    """For each instance the references whose answer the verifier accepts; empty when they are no strict majority."""
    asked = [(draw, value) for draw, row in zip(draws, rows, strict=True) for value in row.values()]
    judged = iter(bench.draws.judge([draw for draw, _ in asked], [value for _, value in asked], isolated=False))
    accepted = [{name for name in row if next(judged)} for row in rows]
    return [right if 2 * len(right) > len(row) else set() for right, row in zip(accepted, rows, strict=True)]


def _advice(draft: Draft, vote: _Vote) -> str:
    if vote.disputed:
        draw = _smallest(vote.disputed)
        answers = {f"answer of {name}": _text(value) for name, value in vote.rows[str(draw)].items()}
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


def _text(value: JsonValue) -> str:
    return clip(json.dumps(value), 80)
