"""References vote: who fails or is outvoted falls; those that are left are ordered as oracles."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from scaler.environment import Answered, AnswerSpec, same_answer
from scaler.validation.bench import Bench, Draw
from scaler.validation.blame import why_different, why_failed
from scaler.validation.candidate import Candidate, Draft
from scaler.validation.outcome import clip

Answers = dict[str, list[Answered]]
START_UP = 0.05
SLOWER = 4.0


@dataclass
class Vote:
    """Where the vote stands: who fell and why, and the instances that show it, with what each reference answered."""

    dropped: dict[str, str] = field(default_factory=dict)
    disputed: list[Draw] = field(default_factory=list)
    failing: list[Draw] = field(default_factory=list)
    rows: dict[str, dict[str, JsonValue]] = field(default_factory=dict)


def run_all(candidate: Candidate, bench: Bench, draws: Sequence[Draw], vote: Vote) -> Answers:
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


def count_votes(candidate: Candidate, bench: Bench, draws: Sequence[Draw], answers: Answers, vote: Vote) -> None:
    """Drop who is outvoted on an instance; where no majority stands, all fall.

    With `checked` answers a majority must satisfy the verifier.
    """
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
            verdict = f"the majority {short(row[min(right)])}" if right else "no majority stands"
            guess = why_different(row[min(right)], row[name], spec) if right else ""
            vote.dropped.setdefault(name, f"answers {short(row[name])} at {draw}, {verdict}{guess}")


def settle(
    candidate: Candidate, bench: Bench, draws: Sequence[Draw], answers: Answers, vote: Vote
) -> tuple[list[str], int]:
    """The trusted references by preference, once the two first agree on all `draws`; and the most that two differed on.

    Where the two differ, all are asked. Two that the same majority bears, since it lies between them within the
    tolerance, cannot give the truth together either: the second falls.
    """
    differing = 0
    while True:
        left = {name: column for name, column in answers.items() if name not in vote.dropped}
        order = by_preference(candidate.draft, left)
        apart = _apart(candidate, bench, order[:2], draws) if len(order) > 1 else []
        if not apart:
            return order, differing
        differing = max(differing, len(apart))
        before = len(vote.dropped)
        remaining = replace(candidate, references=tuple(order))
        count_votes(candidate, bench, apart, run_all(remaining, bench, apart, vote), vote)
        if len(vote.dropped) == before:
            vote.dropped[order[1]] = f"differs from {order[0]} on {len(apart)} of {len(draws)} instances"


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


def short(value: JsonValue) -> str:
    """An answer, short enough for a message."""
    return clip(json.dumps(value), 80)


def _apart(candidate: Candidate, bench: Bench, pair: Sequence[str], draws: Sequence[Draw]) -> list[Draw]:
    """The instances on which two references differ, or one fails. `checked` answers may differ."""
    spec = candidate.draft.spec.answer
    one, two = (bench.draws.answers(bench.draws.reference(name), [draw.stdin for draw in draws]) for name in pair)
    return [
        draw
        for draw, a, b in zip(draws, one, two, strict=True)
        if not (a.ok and b.ok and (spec.kind == "checked" or same_answer(spec, a.value, b.value)))
    ]


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
