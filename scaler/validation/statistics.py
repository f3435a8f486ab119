"""What counts say about rates and trends."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from scipy.special import betaincinv, ndtr

from scaler.environment import Frozen

CONFIDENCE = 0.95


class Rate(Frozen):
    """`count` of `trials`, and the largest rate that this does not rule out, in [0, 1]."""

    count: int
    trials: int
    bound_95: float

    @classmethod
    def of(cls, count: int, trials: int) -> Rate:
        return cls(count=count, trials=trials, bound_95=round(error_rate_bound(count, trials), 4))


def error_rate_bound(failures: int, trials: int, confidence: float = CONFIDENCE) -> float:
    """The largest error rate that `failures` in `trials` do not rule out: the exact one-sided bound, in [0, 1].

    The rate p at which at most `failures` would be seen with probability 1 - `confidence` (Clopper and Pearson, 1934);
    with no failures that is 1 - (1 - confidence) ** (1 / trials), and without trials 1: nothing is known.
    """
    if not 0 <= failures <= trials:
        raise ValueError(f"{failures} failures in {trials} trials")
    return 1.0 if failures == trials else float(betaincinv(failures + 1, trials - failures, confidence))


def entropy_bits(values: Sequence[str]) -> float:
    """The Shannon entropy of the values' frequencies, in bits: 0 when all are the same, log2(n) when none repeat."""
    total = len(values)
    return sum(count / total * math.log2(total / count) for count in Counter(values).values())


def rising_share(values: Sequence[float]) -> float:
    """The share of the pairs in which the later value is the larger one, in [0, 1]; 1 for fewer than two values."""
    pairs = list(combinations(values, 2))
    return sum(later > earlier for earlier, later in pairs) / len(pairs) if pairs else 1.0


def falling_p_value(passed: Sequence[int], trials: Sequence[int]) -> float | None:
    """How likely counts that fall this much or more over the levels are, if the pass rate does not fall: in [0, 1].

    One-sided test for a trend in proportions (Cochran 1954, Armitage 1955), normal approximation, levels as scores.
    None where there is nothing to see: one level, or all passed, or none.
    """
    total, rate = sum(trials), sum(passed) / max(sum(trials), 1)
    mean = sum(level * n for level, n in enumerate(trials)) / max(total, 1)
    variance = rate * (1 - rate) * sum(n * (level - mean) ** 2 for level, n in enumerate(trials))
    if not variance:
        return None
    slope = sum((level - mean) * (k - n * rate) for level, (k, n) in enumerate(zip(passed, trials, strict=True)))
    return float(ndtr(slope / math.sqrt(variance)))
