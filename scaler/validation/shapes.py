"""Adversarial instances from any generator: the same code, asked with a source of randomness that takes sides.

Whatever a generator makes of such a source lies within its own support: it could have come from a fair one. So what
oracles say of it counts like anything else, and corners are reached that fair draws meet once in a lifetime: all values
equal, the extremes of every range, sorted and reversed lists, many ties.
"""

from __future__ import annotations

SHAPES = ("lowest", "highest", "equal", "few", "rising", "falling")
"""Every number at the low or high end of its range; all alike; two values only; growing; shrinking."""

FAIR_AFTER = 4000
"""Numbers after which the source is fair again: a generator that draws until something new comes must end."""

_SOURCE = """

import random as _scaler_random
_scaler_generate = generate


class _ScalerShaped(_scaler_random.Random):
    def __init__(self, fair):
        super().__init__(0)
        self.fair, self.drawn, self.two = fair, 0, (fair.random(), fair.random())

    def random(self):
        self.drawn += 1
        if self.drawn > {fair_after}:
            return self.fair.random()
        share = min(self.drawn / 48, 1 - 2 ** -53)
        return {value}

    def _randbelow(self, n):
        return min(int(self.random() * n), n - 1)

    def getrandbits(self, k):
        return self._randbelow(1 << k) if k else 0


def generate(scale, rng):
    return _scaler_generate(scale, _ScalerShaped(rng))
"""

_VALUES = {
    "lowest": "0.0",
    "highest": "1 - 2 ** -53",
    "equal": "self.two[0]",
    "few": "self.two[self.fair.random() < 0.5]",
    "rising": "share",
    "falling": "1 - 2 ** -53 - share",
}


def shaped(generator: str, shape: str) -> str:
    """A generator's source whose `generate` draws from a source of the given shape (one of SHAPES)."""
    return generator + _SOURCE.format(fair_after=FAIR_AFTER, value=_VALUES[shape])
