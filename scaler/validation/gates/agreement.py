"""Do the references agree on random instances? Those that do are the oracles."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Sequence
from dataclasses import replace

from pydantic import JsonValue

from scaler.environment import Answered, AnswerSpec, Scale, same_answer
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Draft, Outcome
from scaler.validation.outcome import clip, drop_references, example
from scaler.validation.statistics import error_rate_bound

Answers = dict[str, list[Answered]]
START_UP = 0.05
SLOWER = 4.0


def agreement(candidate: Candidate, bench: Bench) -> Outcome:
    """A reference that fails, or is outvoted by a strict majority, is dropped; without a majority the gate fails.

    With `checked` answers the verifier takes the place of the vote, and a majority must satisfy it. The instances are
    those of every level and of random scales, each parameter drawn on its own. The references that are left come out
    in order of preference as oracles.

    Two bounds on error rates are measured: of all references that ran, by the instances on which one was outvoted, and
    of the trusted ones, which agree on every instance but were chosen on the same ones.
    """
    spec = candidate.draft.spec.answer
    draws = bench.draws.of_levels(candidate.levels[::-1], bench.thresholds.seeds_per_level)
    draws += bench.draws.of_scales(_random_scales(candidate, bench))
    answers, dropped, failing = _run(candidate, bench, draws)
    rows = [{name: column[index].value for name, column in answers.items()} for index in range(len(draws))]
    standing = _verified(bench, draws, rows) if spec.kind == "checked" else [_majority(spec, row) for row in rows]
    disputed = []
    for draw, row, right in zip(draws, rows, standing, strict=True):
        wrong = [name for name in row if name not in right]
        disputed += [draw] if wrong else []
        verdict = f"the majority {_text(row[min(right)])}" if right else "no majority stands"
        for name in wrong:
            dropped.setdefault(name, f"answers {_text(row[name])} at {draw}, {verdict}")
    measured: dict[str, JsonValue] = {
        "instances": len(draws),
        "references_compared": len(answers),
        "disagreements": len(disputed),
        "disagreement_rate_bound_95": round(error_rate_bound(len(disputed), len(draws)), 4),
        "trusted_error_rate_bound_95": round(error_rate_bound(0, len(draws)), 4),
    }
    ordered = by_preference(candidate.draft, {name: column for name, column in answers.items() if name not in dropped})
    candidate = replace(candidate, references=(*ordered, *dropped))
    advice = _advice(candidate.draft, disputed, failing, dict(zip(map(str, draws), rows, strict=True)), dropped)
    return drop_references("agreement", candidate, bench, dropped, measured, advice, [*disputed, *failing])


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


def _run(candidate: Candidate, bench: Bench, draws: Sequence[Draw]) -> tuple[Answers, dict[str, str], list[Draw]]:
    """The answers of the references that never failed, the others with the reason, and the instances they failed on.

    A slow reference shows at the top level, whose instances come first: who fails there is not run any further.
    """
    answers: Answers = {}
    dropped: dict[str, str] = {}
    failing = []
    first = bench.thresholds.seeds_per_level
    for name in candidate.references:
        reference = bench.draws.reference(name)
        for part in (draws[:first], draws):
            answers[name] = bench.draws.answers(reference, [draw.stdin for draw in part])
            failed = next((pair for pair in zip(part, answers[name], strict=True) if not pair[1].ok), None)
            if failed is not None:
                dropped[name] = f"{failed[1].failure} at {failed[0]}"
                failing.append(failed[0])
                del answers[name]
                break
    return answers, dropped, failing


def _majority(spec: AnswerSpec, given: dict[str, JsonValue]) -> set[str]:
    """The references that share the answer of a strict majority; empty when there is none."""
    camps = [{other for other, theirs in given.items() if same_answer(spec, value, theirs)} for value in given.values()]
    largest = max(camps, key=len, default=set())
    return largest if 2 * len(largest) > len(given) else set()


def _verified(bench: Bench, draws: Sequence[Draw], rows: Sequence[dict[str, JsonValue]]) -> list[set[str]]:
    """For each instance the references whose answer the verifier accepts; empty when they are no strict majority."""
    asked = [(draw, value) for draw, row in zip(draws, rows, strict=True) for value in row.values()]
    judged = iter(bench.draws.judge([draw for draw, _ in asked], [value for _, value in asked]))
    accepted = [{name for name in row if next(judged)} for row in rows]
    return [right if 2 * len(right) > len(row) else set() for right, row in zip(accepted, rows, strict=True)]


def _advice(
    draft: Draft,
    disputed: Sequence[Draw],
    failing: Sequence[Draw],
    rows: dict[str, dict[str, JsonValue]],
    dropped: dict[str, str],
) -> str:
    if disputed:
        draw = _smallest(disputed)
        answers = {f"answer of {name}": _text(value) for name, value in rows[str(draw)].items()}
        if draft.spec.answer.kind == "checked":
            cause = "The verifier does not accept what accepted solutions answer."
        else:
            cause = (
                "Accepted solutions answer differently: the generator breaks a guarantee of the statement, to_stdin "
                "writes the instance wrongly, or several answers are right and the kind must be 'checked'."
            )
        return f"{cause}\n{example({'input': draw.stdin} | answers)}"
    if failing:
        cause = "Accepted solutions fail: the generator breaks a guarantee of the statement or asks for too much."
        return f"{cause}\n{example({'input': _smallest(failing).stdin} | dropped)}"
    return ""


def _smallest(draws: Sequence[Draw]) -> Draw:
    return min(draws, key=lambda draw: len(draw.stdin))


def _text(value: JsonValue) -> str:
    return clip(json.dumps(value), 80)
