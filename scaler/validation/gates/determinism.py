"""Does the same seed give the same instance, and another seed another one?"""

from __future__ import annotations

from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Outcome
from scaler.validation.outcome import accept, example, reject


def determinism(candidate: Candidate, bench: Bench) -> Outcome:
    """Every (level, seed) that any gate draws twice, in two fresh jails and in opposite order: the same bytes.

    Instances cost next to nothing, and a generator that strays one time in ten shows only on many.
    """
    for level in candidate.levels:
        bench.draws.of_levels([level], 1)  # one alone first: a generator that never ends costs one time-out, not all
    pairs = bench.draws.twice(candidate.levels, bench.thresholds.draws_per_level)
    different = [pair for pair in pairs if _text(pair[0]) != _text(pair[1])]
    top = {_text(first) for first, _ in pairs if first.level == candidate.levels[-1]}
    measured = {"instances": len(pairs), "different": len(different), "distinct_at_top": len(top)}
    if different:
        first, second = different[0]
        advice = (
            "generate gave two different instances for one seed. Draw everything from rng; use no other random source, "
            "no state between calls, no hash order (iterate over sorted sets).\n"
        )
        advice += example({"scale": first.scale, "first": _text(first), "second": _text(second)})
        return reject("determinism", candidate, f"two different instances at {first}", advice, measured, [first])
    if len(top) == 1 and bench.thresholds.draws_per_level > 1:
        alike = [first for first, _ in pairs if first.level == candidate.levels[-1]]
        advice = "generate ignores rng: different seeds give one and the same instance.\n"
        advice += example({"scale": alike[0].scale, "instance": _text(alike[0])})
        reason = f"{len(alike)} seeds give one instance at the top level"
        return reject("determinism", candidate, reason, advice, measured, alike)
    return accept("determinism", candidate, measured)


def _text(draw: Draw) -> str:
    return f"{draw.data}\n{draw.stdin}"
