from __future__ import annotations

import pytest
from pydantic import JsonValue

from scaler.validation.gates.diversity import is_constant


@pytest.mark.parametrize("value", [[4, 4, 4], "aaa", [[1, 1], [1, 1]], [[1, 1, 1], [2, 2, 2, 2]], [["x", "x", "x"]]])
def test_one_item_over_and_over_is_constant_and_so_is_a_table_of_such_rows(value: JsonValue) -> None:
    assert is_constant(value)


@pytest.mark.parametrize("value", [7, None, [], [4, 4], "ab", [4, 4, 5], [[1, 1], [2, 2]], [[1, 1, 1], [2, 2, 3]]])
def test_little_or_varied_data_is_not(value: JsonValue) -> None:
    assert not is_constant(value)
