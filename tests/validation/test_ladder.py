from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaler.environment import ScaleParameter
from scaler.errors import ConfigError
from scaler.validation import build_ladder


def parameter(low: int, high: int) -> ScaleParameter:
    return ScaleParameter(min=low, max=high, measure="n", meaning="a size")


ranges = st.tuples(st.integers(0, 1000), st.integers(0, 100_000)).map(lambda pair: parameter(pair[0], sum(pair)))
scales = st.dictionaries(st.sampled_from("nmk"), ranges, min_size=1)


@given(scales, st.integers(2, 30))
def test_a_ladder_rises_from_every_min_to_every_max(scale: dict[str, ScaleParameter], count: int) -> None:
    ladder = build_ladder(scale, count)
    assert ladder[0] == {name: p.min for name, p in scale.items()}
    assert ladder[-1] == {name: p.max for name, p in scale.items()}
    for lower, upper in itertools.pairwise(ladder):
        assert all(lower[name] <= upper[name] for name in scale)
        assert lower != upper


@given(scales, st.integers(2, 30))
def test_a_ladder_has_as_many_levels_as_asked_for_unless_the_widest_range_is_smaller(
    scale: dict[str, ScaleParameter], count: int
) -> None:
    widest = max(p.max - p.min for p in scale.values())
    assert len(build_ladder(scale, count)) == min(count, widest + 1)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (4, 512, [4, 8, 16, 32, 64, 128, 256, 512]),
        (1, 10, [1, 2, 3, 4, 5, 6, 7, 10]),
        (0, 3, [0, 1, 2, 3]),
        (7, 7, [7]),
    ],
)
def test_levels_are_geometric_where_the_range_allows(low: int, high: int, expected: list[int]) -> None:
    assert [level["n"] for level in build_ladder({"n": parameter(low, high)})] == expected


def test_a_ladder_needs_two_ends() -> None:
    with pytest.raises(ConfigError, match="a ladder of 1 levels cannot hold both ends"):
        build_ladder({"n": parameter(1, 9)}, count=1)
