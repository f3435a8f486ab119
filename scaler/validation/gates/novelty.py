"""Is it new? Compared with the environments that exist, and with benchmark texts that training must not see."""

from __future__ import annotations

from scaler.environment import Frozen, same_answer, solve_with_reference
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.novelty import Shelved
from scaler.validation.outcome import accept, reject

NEIGHBOURS = 20
PROBES = 10


class Novelty(Frozen):
    """The nearest environment by its words, those that answer alike, and benchmark texts that share a run of words."""

    compared: int
    nearest: str | None
    similarity: float
    behaves_like: list[str]
    benchmarks: dict[str, str]


def novelty(candidate: Candidate, bench: Bench) -> Outcome:
    """No question is nearly the same, no oracle answers the same on our instances, no benchmark text is quoted."""
    draft = candidate.draft
    near = bench.library.nearest(draft.name, draft.programs.question, NEIGHBOURS)
    draws = bench.draws.of_levels(candidate.levels, 2)[:PROBES]
    doubles = [other.name for other, _ in near if _answers_alike(candidate, bench, other, draws)]
    quoted = bench.library.overlaps(f"{draft.problem.statement}\n{draft.programs.question}")
    measured = Novelty(
        compared=len(bench.library.environments),
        nearest=near[0][0].name if near else None,
        similarity=near[0][1] if near else 0.0,
        behaves_like=doubles,
        benchmarks=quoted,
    )
    if near and near[0][1] >= bench.thresholds.near_duplicate_min:
        reason = f"the question is nearly that of {near[0][0].name} (similarity {near[0][1]:.2f})"
    elif doubles:
        reason = f"it answers {len(draws)} of {len(draws)} instances as {doubles[0]} does"
    elif quoted:
        title, words = next(iter(quoted.items()))
        reason = f"it shares words with the benchmark text {title}: {words!r}"
    else:
        return accept("novelty", candidate, measured)
    return reject("novelty", candidate, reason, f"{reason}. Leave the problem out.", measured, draws[:1])


def _answers_alike(candidate: Candidate, bench: Bench, other: Shelved, draws: list[Draw]) -> bool:
    """Whether the other environment's oracle reads our instances and gives our answers, one first, then the rest."""
    mine, theirs = candidate.draft.spec, other.spec
    if (mine.answer.shape, mine.answer.items, mine.batch) != (theirs.answer.shape, theirs.answer.items, theirs.batch):
        return False
    truths = bench.draws.truths(candidate, draws)
    if len({repr(truth) for truth in truths}) < 2:
        return False
    for part in (slice(0, 1), slice(1, None)):
        stdins = [draw.stdin for draw in draws[part]]
        given = solve_with_reference(bench.sandbox, other.oracle, mine.answer, mine.batch, stdins)
        if not all(a.ok and same_answer(mine.answer, t, a.value) for a, t in zip(given, truths[part], strict=True)):
            return False
    return True
