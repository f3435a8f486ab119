"""Does somebody who reads only the question come to the references' answers?"""

from __future__ import annotations

import json
from collections.abc import Sequence

from scaler.environment import Answered, Frozen, solve_with_solver
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, example, reject
from scaler.validation.statistics import Rate

PROBE = 4
SLOW = 1.0
"""A few runs of each level come first; where they take more CPU seconds than this on average, they are all."""


class Opinion(Frozen):
    """Runs on the lower levels, those that ended in time there and above, and how many of these gave a right answer."""

    runs: int
    ended: int
    ended_above: int
    agreed: int
    disagreed: Rate


def solver(candidate: Candidate, bench: Bench) -> Outcome:
    """The solver, a brute force that sees questions alone, agrees with the oracle wherever it comes to an answer.

    It climbs level by level, and stops where not one of a level's runs ended: the ones above count as not ended. On the
    lower levels it must end in time and must not fail; above them it may be too slow, but never of another opinion.
    Otherwise an instance that its question shows only in part would go unnoticed on the levels that are large.
    """
    limits = bench.thresholds
    if candidate.draft.programs.solver is None:
        return accept("solver", candidate, {}, "there is no solver")
    lower, upper = candidate.levels[: limits.solver_levels], candidate.levels[limits.solver_levels :]
    runs = _climb(candidate, bench, lower, limits.solver_seeds)
    reached = {draw.level for draw, _ in runs}
    planned = len(runs) + min(PROBE, limits.solver_seeds) * (len(lower) - len(reached))
    below = [(draw, answer) for draw, answer in runs if _ended(answer)]
    if any(answer.ok for draw, answer in runs if draw.level == lower[-1]):
        runs += [run for run in _climb(candidate, bench, upper, limits.solver_upper_seeds) if not _too_large(run[1])]
    ended = [(draw, answer) for draw, answer in runs if _ended(answer)]
    right = _right(candidate, bench, ended)
    measured = Opinion(
        runs=planned,
        ended=len(below),
        ended_above=len(ended) - len(below),
        agreed=sum(right),
        disagreed=Rate.of(len(ended) - sum(right), len(ended)),
    )
    if len(below) < limits.solver_min_finished * planned or not below:
        late = next(draw for draw, answer in runs if not _ended(answer))
        reason = f"the solver ended in time in {len(below)} of {planned} runs"
        advice = f"{reason}; it must manage small instances such as this one.\n"
        advice += example({"question": bench.draws.questions([late])[0]})
        return reject("solver", candidate, reason, advice, measured, [late])
    wrong = [index for index, agrees in enumerate(right) if not agrees]
    if sum(right) < limits.solver_min_agreement * len(ended):
        draw, answer = ended[wrong[0]]
        reason = f"the solver agrees in {sum(right)} of {len(ended)} runs that ended; first difference at {draw}"
        advice = "The solver, who sees only the question, comes to another answer than the accepted solutions do.\n"
        got = json.dumps(answer.value) if answer.ok else answer.failure
        expected = json.dumps(bench.draws.truths(candidate, [draw])[0])
        advice += example({"question": bench.draws.questions([draw])[0], "expected": expected, "got": got})
        return reject("solver", candidate, reason, advice, measured, [ended[index][0] for index in wrong])
    return accept("solver", candidate, measured)


def _climb(candidate: Candidate, bench: Bench, levels: Sequence[int], seeds: int) -> list[tuple[Draw, Answered]]:
    runs: list[tuple[Draw, Answered]] = []
    for level in levels:
        draws = bench.draws.of_levels([level], seeds)
        climbed = _solve(candidate, bench, draws[:PROBE])
        if sum(answer.result.cpu for _, answer in climbed) < SLOW * len(climbed):
            climbed += _solve(candidate, bench, draws[PROBE:])
        runs += climbed
        if not any(_ended(answer) for _, answer in climbed):
            break
    return runs


def _solve(candidate: Candidate, bench: Bench, draws: list[Draw]) -> list[tuple[Draw, Answered]]:
    code = candidate.draft.programs.solver
    assert code is not None
    return list(zip(draws, solve_with_solver(bench.sandbox, code, bench.draws.questions(draws)), strict=True))


def _too_large(answer: Answered) -> bool:
    """Whether a brute force gave up for want of time, memory or stack."""
    want = ("MemoryError", "RecursionError", "maximum recursion", "exceeds the limit")
    return not _ended(answer) or (not answer.ok and any(word in (answer.failure or "") for word in want))


def _ended(answer: Answered) -> bool:
    return answer.result.status != "timeout"


def _right(candidate: Candidate, bench: Bench, ended: list[tuple[Draw, Answered]]) -> list[bool]:
    """Whether each run's answer is right; a run that failed is not."""
    answered = [(draw, answer.value) for draw, answer in ended if answer.ok]
    judged = iter(bench.draws.are_right(candidate, [draw for draw, _ in answered], [value for _, value in answered]))
    return [answer.ok and next(judged) for _, answer in ended]
