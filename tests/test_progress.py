from __future__ import annotations

import io
import logging
from logging.handlers import BufferingHandler

import pytest
from rich.console import Console

from scaler import progress
from scaler.progress import RECENT, Standing, Steps, duration, headline, say, sparkline


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Where everything goes, without a terminal; every look at the clock finds it ten seconds later."""
    out = io.StringIO()
    monkeypatch.setattr(progress, "console", Console(file=out, width=60, soft_wrap=True))
    clock = iter(range(0, 10_000, 10))
    monkeypatch.setattr("scaler.progress.time.monotonic", lambda: float(next(clock)))
    return out


def test_now_and_then_a_line_says_how_long_it_may_take(output: io.StringIO) -> None:
    with Steps("work", 12) as steps:
        for number in range(1, 7):
            steps.step(f"part {number}")
    assert output.getvalue().splitlines() == [
        "   1/12 part 1",
        "   2/12 part 2",
        "   3/12 part 3 (30 s, about 1 min 30 s left)",
        "   4/12 part 4",
        "   5/12 part 5",
        "   6/12 part 6 (1 min 0 s, about 1 min 0 s left)",
    ]


def test_steps_of_an_earlier_process_do_not_count_for_the_pace(output: io.StringIO) -> None:
    with Steps("work", 12) as steps:
        steps.resume(6)
        for number in range(7, 10):
            steps.step(f"part {number}")
    assert output.getvalue().splitlines()[-1] == "   9/12 part 9 (30 s, about 30 s left)"


@pytest.mark.parametrize(
    ("values", "bars"),
    [([], ""), ([1.0], "▁"), ([0.0, 0.5, 1.0], "▁▅█"), ([2.0, None, float("nan"), 3.0], "▁  █"), ([0.3, 0.3], "▁▁")],
)
def test_a_sparkline_spans_its_values(values: list[float | None], bars: str) -> None:
    assert sparkline(values) == bars


@pytest.mark.parametrize(
    ("seconds", "text"), [(12.4, "12 s"), (59.6, "1 min 0 s"), (185.2, "3 min 5 s"), (7380, "2 h 3 min")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_watcher_hears_how_far_and_how_long(output: io.StringIO) -> None:
    heard: list[Standing] = []
    with Steps("work", 12, heard.append) as steps:
        steps.step("part 1")
        steps.reach(4)
        steps.reach(3)
    assert [each.text("parts") for each in heard] == [
        "0 of 12 parts in 10 s",
        "1 of 12 parts in 30 s, about 5 min 30 s left",
        "4 of 12 parts in 50 s, about 1 min 40 s left",
        "4 of 12 parts in 1 min 10 s, about 2 min 20 s left",
        "4 of 12 parts in 1 min 20 s, about 2 min 40 s left",
    ]
    assert {each.last for each in heard[1:]} == {"part 1"}
    assert heard[-1].percent == pytest.approx(100 / 3)


def test_the_pace_is_that_of_the_last_steps(monkeypatch: pytest.MonkeyPatch, output: io.StringIO) -> None:
    heard: list[Standing] = []
    with Steps("work", 10_060, heard.append) as steps:
        steps.reach(10_000)  # what an earlier run did is found done at once
        for number in range(RECENT):
            steps.step(f"part {number}")
    assert heard[-1].done == 10_050
    assert heard[-1].left == pytest.approx(200, rel=0.1)  # ten parts, two looks at the clock of ten seconds each


def test_who_collects_logs_gets_all_lines(output: io.StringIO) -> None:
    collected = BufferingHandler(100)
    logger = logging.getLogger("scaler")
    logger.addHandler(collected)
    try:
        headline("Work")
        with Steps("work", 2) as steps:
            steps.step("part\x1b[2J 1")
            steps.note("an alarm")
        say("  %s done")
    finally:
        logger.removeHandler(collected)
    lines = [record.getMessage() for record in collected.buffer]
    assert lines == [
        "Work",
        "  1/2 part\\x1b[2J 1",
        "  an alarm",
        "  %s done",
    ]
    assert output.getvalue() == "\nWork\n  1/2 part\\x1b[2J 1\n  an alarm\n  %s done\n"
