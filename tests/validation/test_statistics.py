from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaler.validation.statistics import Rate, entropy_bits, error_rate_bound, falling_p_value, rising_share


@pytest.mark.parametrize(
    ("failures", "trials", "bound"),
    [
        (0, 0, 1.0),
        (0, 1, 0.95),
        (0, 20, 0.1391083),
        (0, 100, 0.0295130),
        (0, 1000, 0.0029912),
        (1, 10, 0.3941633),
        (2, 20, 0.2826185),
        (5, 50, 0.1988330),
        (9, 10, 0.9948838),
        (10, 10, 1.0),
    ],
)
def test_the_bound_is_that_of_clopper_and_pearson(failures: int, trials: int, bound: float) -> None:
    assert error_rate_bound(failures, trials) == pytest.approx(bound, abs=1e-6)
    assert Rate.of(failures, trials) == Rate(count=failures, trials=trials, bound_95=round(bound, 4))


@given(st.integers(1, 60), st.data())
def test_at_the_bound_so_few_failures_have_a_chance_of_five_percent(trials: int, data: st.DataObject) -> None:
    failures = data.draw(st.integers(0, trials - 1))
    p = error_rate_bound(failures, trials)
    chance = sum(math.comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(failures + 1))
    assert chance == pytest.approx(0.05, abs=1e-9)


@pytest.mark.parametrize(("failures", "trials"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(failures: int, trials: int) -> None:
    with pytest.raises(ValueError, match=f"{failures} failures in {trials} trials"):
        error_rate_bound(failures, trials)


@pytest.mark.parametrize(
    ("values", "bits"), [(["a"] * 7, 0.0), (["a", "b"] * 3, 1.0), (list("abcdefgh"), 3.0), (list("aaab"), 0.811278)]
)
def test_entropy(values: list[str], bits: float) -> None:
    assert entropy_bits(values) == pytest.approx(bits, abs=1e-6)


@pytest.mark.parametrize(
    ("values", "share"),
    [
        ([], 1.0),
        ([5], 1.0),
        ([1, 2, 3], 1.0),
        ([3, 2, 1], 0.0),
        ([1, 1, 1], 0.0),
        ([1, 3, 2], 2 / 3),
        ([1, 1, 2, 2], 4 / 6),
    ],
)
def test_a_pair_rises_where_the_later_value_is_larger(values: list[float], share: float) -> None:
    assert rising_share(values) == pytest.approx(share)


def normal(z: float) -> float:
    return math.erfc(-z / math.sqrt(2)) / 2


@pytest.mark.parametrize(
    ("passed", "trials", "z"),
    [
        # two levels, 8 and 2 of 10: slope -0.5 * 3 - 0.5 * 3 = -3, variance 1/4 * 20 * 1/4 = 5/4
        ([8, 2], [10, 10], -3 / math.sqrt(1.25)),
        ([2, 8], [10, 10], 3 / math.sqrt(1.25)),
        ([5, 5], [10, 10], 0.0),
        # three, 9, 6 and 3 of 10: slope -(9 - 6) + (3 - 6) = -6, variance 0.6 * 0.4 * 20 = 4.8
        ([9, 6, 3], [10, 10, 10], -6 / math.sqrt(4.8)),
        ([3, 9, 3], [10, 10, 10], 0.0),
        # unequal trials: rate 1/2, mean level 2/3; slope -2/3 * 2 + 1/3 * -2 = -2, variance 1/4 * (4 * 4/9 + 8 / 9)
        ([4, 2], [4, 8], -2 / math.sqrt(2 / 3)),
        # a level without attempts between two others: levels -1 and 1 round the mean, variance 1/4 * 20
        ([8, 0, 2], [10, 0, 10], -6 / math.sqrt(5)),
    ],
)
def test_the_trend_is_that_of_cochran_and_armitage(passed: list[int], trials: list[int], z: float) -> None:
    assert falling_p_value(passed, trials) == pytest.approx(normal(z), abs=1e-9)


@pytest.mark.parametrize(
    ("passed", "trials"), [([], []), ([3], [5]), ([0, 0], [9, 9]), ([9, 9], [9, 9]), ([0, 0], [0, 0])]
)
def test_where_there_is_nothing_to_see_nothing_falls(passed: list[int], trials: list[int]) -> None:
    assert falling_p_value(passed, trials) is None
