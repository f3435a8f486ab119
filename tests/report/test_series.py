from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scaler.report.charts import Series, describe, short, strip, ticks
from scaler.report.page import movers
from scaler.report.series import STATES, histories, level_shares, running, timeline
from scaler.training import EnvironmentStep, StepRecord


def record(step: int, active: tuple[str, ...], levels: dict[str, float], **more: Any) -> StepRecord:
    entries = {name: EnvironmentStep(level=level, pass_rate=0.5, groups=1) for name, level in levels.items()}
    return StepRecord(
        step=step,
        time=step,
        reward=0.5,
        effective_prompts=1.0,
        mean_level=1.0,
        active=active,
        environments=entries,
        **more,
    )


RUN = [
    record(1, ("a", "b"), {"a": 0.0, "b": 2.0}),
    record(2, ("a", "b", "c"), {"a": 1.0, "c": 0.0}, quarantined={"b": "never passes: x"}),
    record(3, ("a",), {"a": 2.0}),
    record(4, ("a", "d"), {"a": 4.0}),
]


def test_every_environment_has_a_history_and_a_state() -> None:
    known = {each.name: each for each in histories(RUN)}
    assert {name: each.state for name, each in known.items()} == {
        "a": "active",
        "b": "quarantined",
        "c": "resting",
        "d": "active",
    }
    assert (known["a"].groups, known["a"].levels, known["a"].climb) == (4, (0.0, 4.0), 4.0)
    assert known["b"].quarantined == (2, "never passes: x")
    assert (known["d"].levels, known["d"].pass_rates()) == (None, (None, None))
    replacing = [*RUN[:3], record(4, ("a",), {"a": 4.0}, replaced={"slope": 1})]
    assert {each.name: each.state for each in histories(replacing)}["c"] == "retired"


def test_the_timeline_says_who_was_what_when() -> None:
    line = timeline(RUN, histories(RUN))
    states = [[STATES[index][0] for index in row] for row in line.state]
    assert states == [list("aaaa"), list("aqqq"), list("warr"), list("wwwa")]
    assert line.ends == [1, 2, 3, 4]
    np.testing.assert_array_equal(line.level[:2], [[0, 1, 2, 4], [2, 2, 2, 2]])
    assert np.isnan(line.level[3]).all()
    assert level_shares(line)[:, 1].tolist() == [1 / 3, 1 / 3, 1 / 3, 0, 0]
    short_line = timeline(RUN, histories(RUN), width=2)
    assert (short_line.ends, short_line.level[0].tolist()) == ([2, 4], [1.0, 4.0])


def test_a_strip_joins_what_is_alike() -> None:
    line = timeline(RUN, histories(RUN))
    assert strip(line, 1, 4.0).count("<path") == 2  # a level, then quarantine
    assert 'class="quarantine" d="M1 0h3v10h-3z"' in strip(line, 1, 4.0)
    assert 'class="rest" d="M2 4h2v2h-2z"' in strip(line, 2, 4.0)
    assert strip(line, 3, 4.0).count("<path") == 0


def test_those_that_moved_most_come_first_and_some_that_fell() -> None:
    paths = {"up": (0.0, 3.0), "more": (0.0, 5.0), "still": (1.0, 1.0), "down": (4.0, 0.0), "late": (0.0, 1.0)}
    steps = [record(n, tuple(paths), {name: path[n - 1] for name, path in paths.items()}) for n in (1, 2)]
    assert [each.name for each in movers(histories(steps), 3)] == ["more", "up", "down"]
    assert len(movers(histories(steps), 5)) == 5


def test_a_running_mean_leaves_gaps_out() -> None:
    values = [1.0, None, 3.0, float("nan"), 5.0] + [5.0] * 15
    smooth = running(values)
    assert smooth[[0, 2, 4]].tolist() == [1.0, 3.0, 5.0]
    assert np.isnan(smooth[[1, 3]]).all()
    assert running([0.0, 1.0] * 20)[-1] == 0.5


@pytest.mark.parametrize(
    ("low", "high", "count", "found"),
    [
        (0, 1, 4, [0, 0.25, 0.5, 0.75, 1]),
        (0, 7, 4, [0, 2, 4, 6]),
        (-0.03, 0.01, 4, [-0.03, -0.02, -0.01, 0, 0.01]),
        (3, 3, 4, [3]),
        (0.2, 0.3, 1, [0.2, 0.3]),
    ],
)
def test_ticks_are_round(low: float, high: float, count: int, found: list[float]) -> None:
    assert ticks(low, high, count) == found


def test_whole_ticks_are_whole() -> None:
    assert ticks(0, 2, 5, whole=True) == [0, 1, 2]


@pytest.mark.parametrize(("value", "text"), [(0.25, "0.25"), (12.0, "12"), (15_230, "15.2k"), (-0.012345, "-0.0123")])
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text


def test_a_line_without_values_says_so() -> None:
    assert describe(Series([1.0, 2.0], np.full(2, np.nan), "loss")) == "loss: no values"
