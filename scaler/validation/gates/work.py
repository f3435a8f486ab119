"""Do instances get harder from level to level?"""

from __future__ import annotations

from statistics import fmean, median

from scaler.environment import Frozen
from scaler.validation.bench import Bench
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, reject
from scaler.validation.statistics import falling_p_value, rising_share
from scaler.validation.work import MOST_STEPS, count_steps

TELLING = 1.5
"""Steps that differ by less over all levels tell nothing: a call of the library did the work."""


class Effort(Frozen):
    """One level: mean characters of an instance, median tokens of its question and steps that a Python oracle takes."""

    level: int
    stdin_bytes: float
    prompt_tokens: float
    oracle_steps: float | None = None
    model_passed: int | None = None
    model_attempts: int | None = None


class Work(Frozen):
    """A row a level. Shares are of pairs of levels in which the upper one has more, in [0, 1].

    `falling_p_value` is there where a model's pass rates are given: how likely they are if they do not fall.
    """

    levels: list[Effort]
    size_rises: float
    steps_rise: float | None
    steps_by: str | None
    falling_p_value: float | None


def work(candidate: Candidate, bench: Bench) -> Outcome:
    """Size or an oracle's steps grow with the level, and where a model was measured, its pass rate falls."""
    limits = bench.thresholds
    rows, steps_by = _rows(candidate, bench)
    sizes = rising_share([row.stdin_bytes for row in rows])
    steps = [row.oracle_steps for row in rows if row.oracle_steps is not None and row.oracle_steps < MOST_STEPS]
    rise = rising_share(steps) if steps and max(steps) >= TELLING * min(steps) else None
    tried = [row for row in rows if row.model_attempts]
    p_value = None
    if tried:
        p_value = falling_p_value([r.model_passed or 0 for r in tried], [r.model_attempts or 0 for r in tried])
    measured = Work(
        levels=rows, size_rises=sizes, steps_rise=rise, steps_by=steps_by,
        falling_p_value=None if p_value is None else round(p_value, 5),
    )  # fmt: skip
    replay = [bench.draws.of_levels([level], 1)[0] for level in (candidate.levels[0], candidate.levels[-1])]
    pairs = "of the pairs of levels"
    if max(sizes, rise or 0.0) < limits.work_rises_min:
        counted = "" if rise is None else f", an oracle's steps in {rise:.0%}"
        reason = f"size rises in {sizes:.0%} {pairs}{counted}, at least {limits.work_rises_min:.0%} needed"
        advice = f"{reason}. A larger scale must make larger instances: generate ignores it, or too much is random."
        return reject("work", candidate, reason, advice, measured, replay)
    if rise is not None and rise < limits.steps_rise_min:
        reason = f"an oracle's steps rise in {rise:.0%} {pairs}, at least {limits.steps_rise_min:.0%} needed"
        advice = f"{reason}. The instances grow, but what must be found out does not: make the larger ones harder."
        return reject("work", candidate, reason, advice, measured, replay)
    if p_value is not None and p_value > limits.falling_p_max:
        reason = f"the model's pass rate does not fall over the levels (p = {p_value:.3f})"
        return reject("work", candidate, reason, f"{reason}: larger instances are no harder.", measured, replay)
    return accept("work", candidate, measured, "" if rise is not None else "an oracle's steps tell nothing")


def _rows(candidate: Candidate, bench: Bench) -> tuple[list[Effort], str | None]:
    limits = bench.thresholds
    count, some = limits.draws_per_level, limits.work_draws
    draws = bench.draws.of_levels(candidate.levels, count)
    few = bench.draws.of_levels(candidate.levels, some)
    tokens = [bench.tokens(question) for question in bench.draws.questions(few)]
    counted, steps = _counted(candidate, bench, [draw.stdin for draw in few])
    rows = []
    for index, level in enumerate(candidate.levels):
        part = slice(index * some, (index + 1) * some)
        whole = slice(index * count, (index + 1) * count)
        passed, attempts = bench.pass_rates.get(level, (None, None))
        rows.append(
            Effort(
                level=level,
                stdin_bytes=round(fmean(len(draw.stdin) for draw in draws[whole]), 1),
                prompt_tokens=median(tokens[part]),
                oracle_steps=median(steps[part]) if steps else None,
                model_passed=passed,
                model_attempts=attempts,
            )
        )
    return rows, counted


def _counted(candidate: Candidate, bench: Bench, stdins: list[str]) -> tuple[str | None, list[int]]:
    """The Python reference whose steps rise most, and its steps on each stdin; none where none could be counted.

    One that leaves the work to a single call of the library takes the same few steps at any size.
    """
    found: dict[str, list[int]] = {}
    for reference in (bench.draws.reference(name) for name in candidate.references):
        if reference.language == "python":
            steps = [step for step in count_steps(bench.sandbox, reference, stdins) if step is not None]
            if len(steps) == len(stdins):
                found[reference.name] = steps
    best = max(found, key=lambda name: rising_share(found[name]), default=None)
    return best, found[best] if best is not None else []
