"""What the frontier curriculum believes about every environment: arrays over the pool, updated by groups of rollouts.

Means are kept relative to the pool's drift and variances relative to the clock, so that moving every belief by the
drift, and widening it by a step's diffusion, costs nothing. All state is in the arrays and scalars named in ARRAYS and
SCALARS: what else there is follows from them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scaler.curriculum.frontier_config import FrontierConfig
from scaler.curriculum.response import PLAIN, TYPES, Floats, Ints, Update, binomial, expected_signal, posterior

ARRAYS = ("mean", "variance", "weight", "offset", "tries", "use", "visits")
BY_TYPE = ("mean", "variance", "weight")
"""Those of ARRAYS whose columns are environments; the others have a row or a number for each."""

SCALARS = ("drift", "clock")

PRIOR_COUNT = 8
"""Environments that the prior counts for when the pool's mean and variance are estimated."""

POOLED_EVERY = 5
"""Steps between two estimates of the pool's mean and variance."""

RUNG_INFORMATION = 0.4
"""What a visit tells about its rung, per level squared: about 1 / (variance of a group + that of a frontier)."""

SURE = 0.3
"""Weight of the uneven type from which on its rungs are told apart when a level is chosen."""


class Choice(NamedTuple):
    """For each environment: the mean frontier, the level to draw, and the expected signal there."""

    frontier: Floats
    level: Ints
    value: Floats


class Beliefs:
    """Beliefs about environments whose highest levels are `tops`.

    mean, variance   (types, environments)      Gaussian over the frontier, in levels, within each type
    weight           (types + 1, environments)  log weight of each type, and of being broken
    offset, tries    (environments, levels)     error of each rung, in levels, and visits to it (at most 255)
    use, visits      (environments,)            4 r (1 - r) summed over groups, and groups seen
    drift            by how many levels the pool has moved since the start; clock: steps observed

    `guess` (environments, levels) holds measured guess rates, NaN where there is none.
    """

    def __init__(self, tops: Ints, config: FrontierConfig, guess: Floats | None) -> None:
        count, levels = len(tops), int(tops.max()) + 1
        types = [kind for kind in TYPES if (config.types or kind is PLAIN or kind.uneven)]
        types = [kind for kind in types if config.rung_spread > 0 or not kind.uneven]
        self._config, self._tops, self._guess, self._rows = config, tops, guess, np.arange(count)
        self._floor = np.array([kind.guess for kind in types], dtype=np.float32)[:, None]
        self._cap = np.array([kind.cap for kind in types], dtype=np.float32)[:, None]
        self._uneven = next((i for i, kind in enumerate(types) if kind.uneven), None)
        weights = np.repeat([[kind.weight] for kind in types], count, axis=1)
        if guess is not None:  # where the guess rate is known, types that differ by it alone are not needed
            weights[np.ix_(self._floor[:, 0] > 0, ~np.isnan(guess[:, 0]))] = 1e-12
        weights *= (1 - config.broken_prior) / weights.sum(0)
        self.weight = np.log(np.vstack([weights, np.full((1, count), config.broken_prior)])).astype(np.float32)
        self._start = min(config.start, float(tops.mean()) / 2)
        self.mean = np.full((len(types), count), self._start, dtype=np.float32)
        self.variance = np.full((len(types), count), config.start_spread**2, dtype=np.float32)
        self.offset = np.zeros((count, levels), dtype=np.float16)
        self.tries = np.zeros((count, levels), dtype=np.uint8)
        self.use = np.zeros(count, dtype=np.float32)
        self.visits = np.zeros(count, dtype=np.int32)
        self.drift = 0.0
        self.clock = 0

    @property
    def broken(self) -> Floats:
        """Probability of each environment to be broken."""
        probability: Floats = np.exp(self.weight[-1])
        return probability

    def choose(self, rows: Ints | slice) -> Choice:
        """The level to draw in each of the environments `rows`, were it drawn now, and what to expect of it."""
        index = self._rows[rows]
        tops, mean = self._tops[rows], self.mean[:, rows] + np.float32(self.drift)
        variance = self.variance[:, rows] + np.float32(self._config.diffusion * self.clock)
        variance *= np.float32(self._config.caution)
        span = self._cap - self._floor
        weight = np.exp(self.weight[:-1, rows]) * span
        frontier = (weight * mean).sum(0) / weight.sum(0)
        level = np.clip(np.rint(frontier), 0, tops).astype(np.int16)
        if self._guess is not None:
            level = self._above_guessing(index, frontier, level, variance[0])
            weight *= self._span(index, level) / span
        if self._uneven is not None:
            self._smoothest(index, weight, level, mean, variance)
        value = (weight * expected_signal(mean - level, variance)).sum(0)
        return Choice(np.clip(frontier, 0, tops), level, value)

    def see(self, rows: Ints, levels: Ints, passed: Floats, rollouts: Floats) -> Floats:
        """Learn from one step's groups; returns, a group, the log evidence of what was seen if it is not broken.

        Groups of the same environment are taken one after the other.
        """
        self.clock += 1
        surprise = np.zeros(len(rows))
        moved = np.zeros(2)
        left = np.arange(len(rows))
        while len(left):
            first = np.unique(rows[left], return_index=True)[1]
            turn = left[first]
            surprise[turn], shift = self._update(rows[turn], levels[turn], passed[turn], rollouts[turn])
            moved += shift
            left = np.delete(left, first)
        if moved[1] > 0:
            self.drift += self._config.drift_rate * float(moved[0] / moved[1])
        if self.clock % POOLED_EVERY == 0:
            self.pool()
        return surprise

    def _update(self, rows: Ints, levels: Ints, passed: Floats, rollouts: Floats) -> tuple[Floats, Floats]:
        config, age = self._config, self._config.diffusion * self.clock
        mean, variance = self.mean[:, rows] + self.drift, self.variance[:, rows] + age
        seen_mean, seen_variance = mean.copy(), variance.copy()
        if self._uneven is not None:  # what answers is the frontier less the rung's error
            seen_mean[self._uneven] -= self.offset[rows, levels]
            seen_variance[self._uneven] += self._rung_variance(self.tries[rows, levels])
        span = self._span(rows, levels)
        update = posterior(seen_mean, seen_variance, levels, passed, rollouts, self._cap - span, span)
        step, gain = update.mean - seen_mean, variance / seen_variance
        new = Update(
            mean + gain * step,
            np.maximum(variance - gain**2 * (seen_variance - update.variance), 1e-2),
            update.evidence,
        )
        if self._uneven is not None:
            rung = (1 - gain[self._uneven]) * step[self._uneven]
            self.offset[rows, levels] = np.clip(self.offset[rows, levels] - rung, -15, 15)
            self.tries[rows, levels] = np.minimum(self.tries[rows, levels], 254) + 1
        before = self.weight[:, rows].astype(np.float64)
        after = before + np.vstack([new.evidence, binomial(passed, rollouts, config.broken_rate)])
        alive = _logsumexp(after[:-1]) - _logsumexp(before[:-1])
        after = np.maximum(after - _logsumexp(after), -30)
        self.weight[:, rows] = after
        self.mean[:, rows] = new.mean - self.drift
        self.variance[:, rows] = new.variance - age
        rate = passed / rollouts
        self.use[rows] += 4 * rate * (1 - rate)
        # how far the answers lie from what was expected, in levels, and how much each says about the pool's drift
        precision = np.maximum(1 / new.variance - 1 / variance, 1e-6)
        innovation = np.clip((new.mean - mean) / new.variance / precision, -6, 6)
        trust = np.exp(after[:-1]) / (1 / precision + variance) * (self.visits[rows] >= 3)
        self.visits[rows] += 1
        return alive, np.array([(trust * innovation).sum(), trust.sum()])

    def pool(self) -> None:
        """Environments not seen yet are believed to be like those that were, where the settings say so."""
        seen = self.visits > 0
        if not self._config.pooling or not seen.any():
            return
        weight = np.exp(self.weight[:-1, seen])
        sound = weight.sum(0)
        mean = (weight * self.mean[:, seen]).sum(0) / sound
        age = self._config.diffusion * self.clock
        own = np.clip((weight * self.variance[:, seen]).sum(0) / sound + age, 0, 9)
        # a frontier far off the ladder says only that it is off
        mean = np.clip(mean, -2 - self.drift, self._tops[seen] + 2 - self.drift)
        total = PRIOR_COUNT + sound.sum()
        centre = (PRIOR_COUNT * self._start + (sound * mean).sum()) / total
        prior = PRIOR_COUNT * (self._config.start_spread**2 + (self._start - centre) ** 2)
        spread = (prior + (sound * ((mean - centre) ** 2 + own)).sum()) / total
        self.mean[:, ~seen] = centre
        self.variance[:, ~seen] = spread - age

    def _span(self, rows: Ints, levels: Ints) -> Floats:
        """Cap less guess rate of each type, (types, rows) or (types, 1), at `levels` where it was measured."""
        if self._guess is None:
            return self._cap - self._floor
        measured = self._guess[rows, levels]
        floor = np.where(np.isnan(measured), self._floor, measured)
        return np.maximum(self._cap - floor, np.float32(0.02))

    def _above_guessing(self, rows: Ints, frontier: Floats, level: Ints, variance: Floats) -> Ints:
        """Of a level and the next three, the one with the most signal when guessing is left out."""
        best, most = level, np.full(len(level), -1, dtype=np.float32)
        for up in range(4):
            tried = np.minimum(level + up, self._tops[rows]).astype(np.int16)
            value = self._span(rows, tried)[0] * expected_signal(frontier - tried, variance)
            best, most = np.where(value > most, tried, best), np.maximum(value, most)
        return best

    def _smoothest(self, rows: Ints, weight: Floats, level: Ints, mean: Floats, variance: Floats) -> None:
        """Where the rungs err, take the one that most likely is at the frontier; changes its arguments in place."""
        kind, caution = self._uneven, np.float32(self._config.caution)
        sure = np.flatnonzero((weight[kind] > SURE * weight.sum(0)) & (self.visits[rows] > 0))
        rungs = np.arange(self.offset.shape[1], dtype=np.float32)
        apart = mean[kind, sure][:, None] - self.offset[rows[sure]] - rungs
        spread = variance[kind, sure][:, None] + caution * self._rung_variance(self.tries[rows[sure]])
        signal = np.where(rungs <= self._tops[rows[sure], None], expected_signal(apart, spread), -1)
        level[sure] = np.argmax(signal, axis=1)
        mean[kind] -= self.offset[rows, level]
        variance[kind] += caution * self._rung_variance(self.tries[rows, level])

    def _rung_variance(self, tries: NDArray[np.uint8]) -> Floats:
        prior = np.float32(self._config.rung_spread**2)
        return prior / (1 + np.float32(RUNG_INFORMATION) * prior * tries)


def _logsumexp(x: Floats) -> Floats:
    top = x.max(0)
    total: Floats = top + np.log(np.exp(x - top).sum(0))
    return total
