"""What counts say about rates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence


def error_rate_bound(failures: int, trials: int, confidence: float = 0.95) -> float:
    """The largest error rate that `failures` in `trials` do not rule out: the exact one-sided bound, in [0, 1].

    The rate p at which at most `failures` would be seen with probability 1 - `confidence` (Clopper and Pearson, 1934);
    with no failures that is 1 - (1 - confidence) ** (1 / trials).
    """
    if not 0 <= failures <= trials:
        raise ValueError(f"{failures} failures in {trials} trials")
    if failures == trials:
        return 1.0
    alpha = 1.0 - confidence
    if failures == 0:
        return float(1.0 - alpha ** (1.0 / trials))
    low, high = failures / trials, 1.0
    for _ in range(60):  # halves the interval below a double's resolution
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(failures, trials, middle) > alpha else (low, middle)
    return high


def entropy_bits(values: Sequence[str]) -> float:
    """The Shannon entropy of the values' frequencies, in bits: 0 when all are the same, log2(n) when none repeat."""
    total = len(values)
    return sum(count / total * math.log2(total / count) for count in Counter(values).values())


def _at_most(failures: int, trials: int, rate: float) -> float:
    return sum(math.comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(failures + 1))
