"""Do the instances expose the wrong solutions that came with the problem?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from pydantic import JsonValue

from scaler.environment import Reference
from scaler.problems import Solution
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, example, reject

FIRST_BATCH = 4
GROWTH = 5


def wrong_solutions(candidate: Candidate, bench: Bench) -> Outcome:
    """A wrong solution is caught by the first instance on which it fails or answers wrongly; a share must be."""
    draws = _mixed(bench.draws.of_levels(candidate.levels, bench.thresholds.draws_per_level), len(candidate.levels))
    caught: dict[str, JsonValue] = {}
    missed: list[Solution] = []
    unusable: list[JsonValue] = []
    for solution in candidate.draft.problem.wrong:
        reference = Reference(name=solution.name, language=solution.language, code=solution.code)
        if not _runs(reference, bench, draws):
            unusable.append(solution.name)
        elif (draw := _caught_by(candidate, reference, bench, draws)) is not None:
            caught[solution.name] = draw.replay
        else:
            missed.append(solution)
    known = len(caught) + len(missed)
    measured: dict[str, JsonValue] = {
        "known": known,
        "caught": caught,
        "missed": [solution.name for solution in missed],
        "do_not_run": unusable,
        "instances": len(draws),
    }
    if not known:
        return accept("wrong_solutions", candidate, measured, "no wrong solutions are known")
    if len(caught) < bench.thresholds.wrong_caught_min * known:
        names = ", ".join(solution.name for solution in missed)
        reason = f"{len(caught)} of {known} wrong solutions caught by {len(draws)} instances; missed: {names}"
        advice = f"{reason}. The generator must also make the instances on which such a solution fails:\n" + example(
            {"wrong solution": missed[0].code, "instance that it solves": draws[-1].stdin}
        )
        return reject("wrong_solutions", candidate, reason, advice, measured, draws[:1])
    return accept(
        "wrong_solutions", candidate, measured, f"missed: {', '.join(s.name for s in missed)}" if missed else ""
    )


def _runs(reference: Reference, bench: Bench, draws: Sequence[Draw]) -> bool:
    """Whether it answers anything at all: catching what never runs here says nothing of the instances."""
    return any(answer.ok for answer in bench.draws.answers(reference, [draw.stdin for draw in draws[:FIRST_BATCH]]))


def _caught_by(candidate: Candidate, reference: Reference, bench: Bench, draws: Sequence[Draw]) -> Draw | None:
    """The first instance that exposes the solution. Few instances expose most, so the batches start small and grow."""
    for start, end in _batches(len(draws)):
        part = draws[start:end]
        answers = bench.draws.answers(reference, [draw.stdin for draw in part])
        answered = [(draw, answer.value) for draw, answer in zip(part, answers, strict=True) if answer.ok]
        judged = iter(
            bench.draws.are_right(candidate, [draw for draw, _ in answered], [value for _, value in answered])
        )
        for draw, answer in zip(part, answers, strict=True):
            if not (answer.ok and next(judged)):
                return draw
    return None


def _batches(count: int) -> Iterator[tuple[int, int]]:
    start, size = 0, FIRST_BATCH
    while start < count:
        yield start, min(start + size, count)
        start, size = start + size, size * GROWTH


def _mixed(draws: Sequence[Draw], levels: int) -> list[Draw]:
    """The draws with the levels taking turns, so that a few of them already come from all levels."""
    each = len(draws) // levels
    return list(itertools.chain.from_iterable(draws[index::each] for index in range(each)))
