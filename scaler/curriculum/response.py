"""How an environment answers: the model that the frontier curriculum believes in, as vectorised numpy.

A response type t says that a rollout at level l passes with probability

    p = g_t + (c_t - g_t) sigmoid(kappa (f - l - o_l) + tau eps),   eps ~ N(0, 1) shared by a group

with guess rate g, cap c (1 minus the slip rate), slope kappa and instance noise tau: the four-parameter logistic of
item response theory (Barton and Lord, 1981), its ability f an environment's frontier, in levels, and o_l the error of
rung l, 0 on an even ladder. The belief about f within a type is a Gaussian, and stays one by matching moments
(assumed density filtering; Opper, 1998; Minka, 2001).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.integer]

KAPPA = 0.8
"""Slope of the response, per level."""

TAU = 0.7
"""Standard deviation of an instance's difficulty, on the scale of the sigmoid's argument."""

PEAK = 16 / (2 * np.pi)
"""Variance of the normal density as high as the logistic one, 1/4, at its peak: 2.55."""


LEAST = np.float32(1e-3)
"""No pass rate is believed to be closer to 0 or 1 than this."""


class ResponseType(NamedTuple):
    """One kind of environment: its guess rate, its cap, whether its rungs err, and its prior weight."""

    guess: float
    cap: float
    uneven: bool
    weight: float


PLAIN = ResponseType(0.0, 1.0, False, 0.67)
TYPES = (
    PLAIN,
    ResponseType(0.12, 1.0, False, 0.15),  # lucky guesses
    ResponseType(0.42, 1.0, False, 0.12),  # two answers, or one that is nearly always right
    ResponseType(0.0, 0.55, False, 0.06),  # the truth is wrong on some instances
    ResponseType(0.0, 1.0, True, 0.12),
)


def _gauss(points: int) -> tuple[Floats, Floats]:
    """Nodes and weights of the expectation over N(0, 1)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return nodes.astype(np.float32), (weights / weights.sum()).astype(np.float32)


NODES, WEIGHTS = _gauss(15)
NOISE_NODES, NOISE_WEIGHTS = _gauss(3)


class Update(NamedTuple):
    """Moments of the posterior and the log evidence of what was seen, each with the shape (types, rows)."""

    mean: Floats
    variance: Floats
    evidence: Floats


def binomial(passed: Floats, rollouts: Floats, p: float) -> Floats:
    """Log likelihood of `passed` of `rollouts` at pass rate `p`, 0 < p < 1, without the binomial coefficient."""
    likelihood: Floats = passed * np.log(p) + (rollouts - passed) * np.log1p(-p)
    return likelihood


def chance(x: Floats, guess: Floats, span: Floats) -> Floats:
    """The pass rate at `x`, the sigmoid's argument; the three broadcast, and `span` = cap - guess.

    No pass rate is exactly 0 or 1: a lone lucky pass is unlikely, not impossible.
    """
    rate: Floats = np.clip(guess + span / (1 + np.exp(-x)), LEAST, 1 - LEAST)
    return rate


def posterior(
    mean: Floats, variance: Floats, level: Ints, passed: Floats, rollouts: Floats, guess: Floats, span: Floats
) -> Update:
    """What groups of rollouts say about frontiers, by quadrature over the frontier and over the group's noise.

    `mean` and `variance` of the belief, `guess` and `span` = cap - guess have the shape (types, rows); `level`,
    `passed` and `rollouts` (rows,). Passes may be fractional: rewards between 0 and 1 count for what they are.
    Evidence leaves out the binomial coefficient, as `binomial` does.
    """
    frontier = mean[..., None] + np.sqrt(variance)[..., None] * NODES
    x = (np.float32(KAPPA) * (frontier - level.astype(np.float32)[:, None]))[..., None] + np.float32(TAU) * NOISE_NODES
    p = chance(x, guess[..., None, None], span[..., None, None])
    seen = passed.astype(np.float32)[:, None, None]
    failed = (rollouts - passed).astype(np.float32)[:, None, None]
    log_likelihood = seen * np.log(p) + failed * np.log1p(-p)
    top = log_likelihood.max(axis=(0, 2, 3))
    mass = (np.exp(log_likelihood - top[:, None, None]) @ NOISE_WEIGHTS) * WEIGHTS
    total = np.maximum(mass.sum(-1), np.float32(1e-30))
    first = (mass * frontier).sum(-1) / total
    spread = (mass * (frontier - first[..., None]) ** 2).sum(-1) / total
    return Update(first, np.maximum(spread, np.float32(1e-2)), np.log(total) + top)


def expected_signal(offset: Floats, variance: Floats) -> Floats:
    """E[q (1 - q)] at `offset` = E[f] - level: the part of a reward's variance that skill explains, over the span.

    Closed form: the logistic density is nearly a normal one, so its mean over a normal is a normal density too.
    """
    total = variance * np.float32(KAPPA**2) + np.float32(PEAK + TAU**2)
    signal: Floats = np.exp(offset * offset * np.float32(-(KAPPA**2) / 2) / total)
    signal *= np.sqrt(np.float32(PEAK / 16) / total)
    return signal
