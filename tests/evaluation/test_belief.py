from __future__ import annotations

import numpy as np
import pytest

from scaler.evaluation import Belief, next_levels


def test_nothing_seen_says_nothing() -> None:
    belief = Belief([0] * 8, [0] * 8)
    frontier = belief.frontier()
    assert frontier.low == -1
    assert frontier.high == 8
    rates = [each.value for each in belief.curve()]
    assert rates == sorted(rates, reverse=True)


def test_the_frontier_is_where_half_pass() -> None:
    rates = [0.98, 0.95, 0.85, 0.64, 0.36, 0.15, 0.05, 0.02]  # logistic, crosses 1/2 at 3.5
    belief = Belief([round(200 * rate) for rate in rates], [200] * 8)
    frontier, mean = belief.frontier(), belief.rate()
    assert frontier.value == pytest.approx(3.5, abs=0.1)
    assert frontier.low < 3.5 < frontier.high
    assert frontier.width < 0.5
    assert mean.value == pytest.approx(0.5, abs=0.01)
    assert [each.value for each in belief.curve()] == pytest.approx(rates, abs=0.04)


@pytest.mark.parametrize(("passed", "end"), [(0, -1.0), (30, 8.0)])
def test_the_frontier_is_cut_where_all_or_none_pass(passed: int, end: float) -> None:
    frontier = Belief([passed] * 8, [30] * 8).frontier()
    assert (frontier.value, frontier.width) == (pytest.approx(end), pytest.approx(0, abs=0.2))


def test_guessing_is_no_frontier() -> None:
    """A third passes at every level: that is guessing below 1/2, not a frontier somewhere on the ladder."""
    belief = Belief([20] * 8, [60] * 8)
    assert belief.frontier().high < 0
    assert belief.rate().value == pytest.approx(1 / 3, abs=0.03)


def test_a_single_level_is_a_ladder_too() -> None:
    belief = Belief([9], [10])
    assert belief.frontier().high == 1
    assert next_levels(belief, 3, 2, 0.25) == [3]


def test_the_next_rollouts_go_where_they_tell_most() -> None:
    """Sure that level 2 passes and level 5 does not: what is between them is asked."""
    counts = next_levels(Belief([12, 12, 12, 0, 0, 0, 0, 0], [12, 12, 12, 0, 0, 12, 12, 12]), 8, 1, 100)
    assert sum(counts) == 8
    assert counts[3] + counts[4] >= 6


def test_the_gain_of_one_rollout_is_exact() -> None:
    """E[variance after] by enumeration = variance before - Cov^2 / (p (1 - p))."""
    passed, scored = [3, 2, 1, 0, 0], [3, 3, 3, 3, 0]

    def moments(passed: list[int], scored: list[int]) -> tuple[float, float, float, float]:
        covariance, noise = Belief(passed, scored).moments()
        p = Belief(passed, scored)._chance[2] @ Belief(passed, scored)._weight
        return covariance[0, 0], covariance[0, 3], covariance[3, 3] + noise[2], float(p)

    before, cross, total, p = moments(passed, scored)
    more = [*scored[:2], 4, *scored[3:]]
    right, wrong = moments([3, 2, 2, 0, 0], more)[0], moments(passed, more)[0]
    assert total == pytest.approx(p * (1 - p))
    assert p * right + (1 - p) * wrong == pytest.approx(before - cross**2 / total)


def test_the_interval_covers_what_it_says() -> None:
    """80 plain environments; 95 % nominal, so fewer than 70 would have a chance of 1 in 1,000."""
    rng = np.random.default_rng(0)
    inside = [0, 0]
    for _ in range(80):
        frontier, slope = rng.uniform(-1, 8), np.exp(rng.normal(0, 0.5))
        rates = 1 / (1 + np.exp(-slope * (frontier - np.arange(8))))
        passed, scored = np.zeros(8, dtype=int), np.zeros(8, dtype=int)
        for _ in range(4):
            new = np.array(next_levels(Belief(passed.tolist(), scored.tolist()), 8, 2, 0.25))
            passed, scored = passed + rng.binomial(new, rates), scored + new
        belief = Belief(passed.tolist(), scored.tolist())
        found = belief.frontier(), belief.rate()
        for i, true in enumerate((np.clip(frontier, -1, 8), rates.mean())):
            inside[i] += bool(found[i].low <= true <= found[i].high)
    assert min(inside) >= 70
