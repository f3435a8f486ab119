from __future__ import annotations

import pytest

from scaler.report.html import bounds, table, when, written
from scaler.report.summary import Estimate


@pytest.mark.parametrize(
    ("key", "numbers", "difference", "text", "interval"),
    [
        ("held_out_after", (0.25, 0.2, 0.3), False, "25.0 %", "20.0 to 30.0"),
        ("held_out_after", (-0.05, -0.1, 0.0), True, "−5.0 points", "−10.0 to 0.0"),
        ("gain", (0.07, -0.01, 0.15), False, "+7.0 points", "−1.0 to +15.0"),
        ("tokens", (163_840.0, 163_000.0, 164_000.0), False, "163,840", "163,000 to 164,000"),
        ("mean_level", (0.181, -0.205, 0.567), True, "+0.181", "−0.205 to +0.567"),
        ("seconds", (185.2, None, None), False, "3 min 5 s", ""),
        ("seconds", (-61.0, -62.0, -60.0), True, "−1 min 1 s", "−1 min 2 s to −1 min 0 s"),
        ("alarms", (0.0, 0.0, 0.0), True, "0", ""),
    ],
)
def test_numbers_are_written_with_their_unit(
    key: str, numbers: tuple[float, float | None, float | None], difference: bool, text: str, interval: str
) -> None:
    estimate = Estimate(value=numbers[0], low=numbers[1], high=numbers[2])
    assert (written(key, estimate, difference), bounds(key, estimate, difference)) == (text, interval)


def test_a_table_has_few_rows_and_the_last_one() -> None:
    assert table(range(5)) == [0, 1, 2, 3, 4]
    assert table(range(120)) == [9, 19, 29, 39, 49, 59, 69, 79, 89, 99, 109, 119]


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        ("2026-03-01T10:12:44+00:00", "2026-03-01 10:12 UTC"),
        ("2026-03-01T10:12:44Z", "2026-03-01 10:12 UTC"),
        ("?", "?"),
    ],
)
def test_a_moment_is_told_to_the_minute(moment: str, text: str) -> None:
    assert when(moment) == text
