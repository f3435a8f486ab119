"""What rollouts say about one environment: the exact posterior of its response curve, on a grid.

The curve is the curriculum's (scaler/curriculum/response.py): at level l a rollout passes with probability

    p = g + (c - g) sigmoid(kappa (f - l) + rung_l),   rung_l ~ N(0, RUNG^2)

Training must follow thousands of moving frontiers, and there slope and floors are fixed. A measurement has one model
that stands still, and must not be surer than it may be: slope kappa, guess rate g and cap c are unknown here too, and
every rung of the ladder may lie a little off. Each rollout has a question of its own, so that rollouts at a level are
independent and the noise between questions is part of the slope.

The frontier is the level, a real number, at which p without rung_l crosses 1/2; it is cut to [-1, levels]. Below 0 even
the lowest level passes less than half, above levels - 1 even the highest passes more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from scaler.curriculum.response import NOISE_NODES, NOISE_WEIGHTS, chance
from scaler.evaluation.contract import Interval

Array = NDArray[np.float64]

STEP = 0.2
"""Distance of the grid's frontiers, in levels; they reach 3 levels beyond either end of the ladder."""

SLOPES = np.geomspace(0.25, 4.5, 9)
"""Slopes a level; a log-normal prior around 1 with a spread of 0.7, wider than any pool that was looked at."""

GUESSES = ((0.0, 0.45), (0.03, 0.15), (0.08, 0.10), (0.15, 0.10), (0.25, 0.08), (0.35, 0.06), (0.45, 0.06))
CAPS = ((1.0, 0.70), (0.95, 0.15), (0.85, 0.07), (0.70, 0.05), (0.50, 0.03))
"""Guess rates and caps with their prior weights: the curriculum's response types, with steps between them."""

RUNG = 0.35
"""Standard deviation of a rung's error, on the scale of the sigmoid's argument."""

TAIL = 0.025


@dataclass(frozen=True)
class _Grid:
    """The curves of a ladder of so many levels. All arrays end in the points of the grid."""

    prior: Array  # log weight (points,)
    frontier: Array  # (points,), rising
    rate: Array  # (levels, nodes, points), nodes are those of the rung's error
    passed: Array  # log rate
    failed: Array  # log (1 - rate)


@lru_cache(maxsize=8)
def _grid(levels: int) -> _Grid:
    places = np.arange(-3, levels + 2 + STEP / 2, STEP)
    slope_weight = np.exp(-0.5 * (np.log(SLOPES) / 0.7) ** 2)
    points = [
        (f, kappa, g, c, weight * g_weight * c_weight)
        for f, (kappa, weight), (g, g_weight), (c, c_weight) in product(
            places, zip(SLOPES, slope_weight, strict=True), GUESSES, CAPS
        )
    ]
    f, kappa, guess, cap, weight = np.array(points).T
    share = (0.5 - guess) / (cap - guess)  # where the sigmoid stands when p is 1/2
    inside = np.clip(share, 1e-9, 1 - 1e-9)
    crossing = f - np.log(inside / (1 - inside)) / kappa
    frontier = np.clip(np.where(share >= 1, -1, np.where(share <= 0, levels, crossing)), -1, levels)
    order = np.argsort(frontier, kind="stable")
    f, kappa, guess, cap, weight = (each[order] for each in (f, kappa, guess, cap, weight))
    level = np.arange(levels)[:, None, None]
    noise = RUNG * NOISE_NODES.astype(float)[:, None]
    rate = chance(kappa * (f - level) + noise, guess, cap - guess).astype(float)
    return _Grid(np.log(weight / weight.sum()), frontier[order], rate, np.log(rate), np.log1p(-rate))


class Belief:
    """The posterior after `passed[l]` of `scored[l]` rollouts at each level l of a ladder."""

    def __init__(self, passed: Sequence[int], scored: Sequence[int]) -> None:
        grid = _grid(len(scored))
        self._grid = grid
        log_weight = grid.prior.copy()
        noise = np.log(NOISE_WEIGHTS.astype(float))[:, None]
        shape = (len(scored), len(grid.prior))
        self._chance, self._spread = np.empty(shape), np.empty(shape)  # of the rate at a level, given the curve
        for level, (k, n) in enumerate(zip(passed, scored, strict=True)):
            joint = noise + k * grid.passed[level] + (n - k) * grid.failed[level]
            top = joint.max(0)
            node = np.exp(joint - top)
            total = node.sum(0)
            log_weight += top + np.log(total)
            node /= total
            self._chance[level] = (node * grid.rate[level]).sum(0)
            self._spread[level] = (node * (grid.rate[level] - self._chance[level]) ** 2).sum(0)
        weight = np.exp(log_weight - log_weight.max())
        self._weight = weight / weight.sum()

    @property
    def levels(self) -> int:
        return len(self._chance)

    def frontier(self) -> Interval:
        """The level at which the pass rate crosses 1/2."""
        ends = np.searchsorted(np.cumsum(self._weight), (0.5, TAIL, 1 - TAIL))
        value, low, high = self._grid.frontier[np.minimum(ends, len(self._weight) - 1)]
        return Interval(value=value, low=low, high=high)

    def rate(self) -> Interval:
        """The pass rate over all levels, each counted alike."""
        return self._interval(self._chance.mean(0), self._spread.sum(0) / self.levels**2)

    def rate_moments(self) -> tuple[float, float]:
        """Mean and variance of the pass rate over all levels."""
        return self._moments(self._chance.mean(0), self._spread.sum(0) / self.levels**2)

    def curve(self) -> list[Interval]:
        """The pass rate at each level."""
        return [self._interval(self._chance[level], self._spread[level]) for level in range(self.levels)]

    def moments(self) -> tuple[Array, Array]:
        """Covariance of (frontier, rate at level 0, 1, ...), and E[p (1 - p)] of each level."""
        weight = self._weight
        values = np.vstack([self._grid.frontier, self._chance])
        centred = values - (values @ weight)[:, None]
        rung = self._spread @ weight
        covariance = (centred * weight) @ centred.T
        covariance[np.arange(1, len(values)), np.arange(1, len(values))] += rung
        mean = self._chance @ weight
        return covariance, mean * (1 - mean) - covariance.diagonal()[1:]

    def _moments(self, values: Array, spread: Array) -> tuple[float, float]:
        mean = float(values @ self._weight)
        return mean, float((values - mean) ** 2 @ self._weight + spread @ self._weight)

    def _interval(self, values: Array, spread: Array) -> Interval:
        """Of what has the mean `values` and the variance `spread` given a curve."""
        order = np.argsort(values)
        ends = np.searchsorted(np.cumsum(self._weight[order]), (0.5, TAIL, 1 - TAIL))
        value, low, high = (float(each) for each in values[order[np.minimum(ends, len(order) - 1)]])
        within = float(spread @ self._weight)
        between = self._moments(values, np.zeros_like(values))[1]
        wider = (1 + within / max(between, 1e-12)) ** 0.5
        return Interval(
            value=value, low=max(0, value - wider * (value - low)), high=min(1, value + wider * (high - value))
        )


def next_levels(belief: Belief, count: int, frontier: float, rate: float) -> list[int]:
    """How many of the next `count` rollouts belong to each level, so that both intervals shrink fastest.

    Greedy: each rollout goes where it takes most from Var(frontier) / `frontier`^2 + Var(pass rate) / `rate`^2, the
    wanted widths of the two intervals. For one rollout the gain is exact, Cov(target, p_l)^2 / (p_l (1 - p_l)); the
    covariance then follows as if the answer had been a Gaussian one (linear Bayes).
    """
    covariance, noise = belief.moments()
    levels = belief.levels
    targets = np.zeros((2, levels + 1))
    targets[0, 0] = 1 / frontier
    targets[1, 1:] = 1 / levels / rate
    counts = [0] * levels
    for _ in range(count):
        total = covariance.diagonal()[1:] + noise
        gain = ((targets @ covariance)[:, 1:] ** 2).sum(0) / total
        level = int(np.argmax(gain))
        counts[level] += 1
        column = covariance[:, level + 1]
        covariance = covariance - np.outer(column, column) / total[level]
    return counts
