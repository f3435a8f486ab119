from __future__ import annotations

import io

import pytest
from rich.console import Console

from scaler import progress
from scaler.training import LiveView
from tests.training.test_watch import record


def shown(monkeypatch: pytest.MonkeyPatch, *, terminal: bool, first: int = 1) -> str:
    """What a run of 12 steps prints, its eleventh with an alarm."""
    output = io.StringIO()
    screen = Console(
        file=output, force_terminal=terminal, width=110, highlight=False, markup=False, emoji=False, soft_wrap=True
    )
    monkeypatch.setattr(progress, "console", screen)
    with LiveView(12) as view:
        for step in range(first, 13):
            quarantined = {"zipper\x1b[31m": "never passes: x"} if step == 11 else {}
            view(step, record(step, quarantined=quarantined))
    return output.getvalue()


def test_without_a_terminal_there_are_plain_lines_and_the_alarm_comes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    line = "pass rate 0.500, mean level 1.00, effective prompts 0.800, 1 active, 1,600 tokens/s"
    assert shown(monkeypatch, terminal=False).splitlines() == [
        f"   5/12 {line}",
        f"  10/12 {line}",
        "  ALARM at step 11: zipper\\x1b[31m: never passes: x. To do: "
        "read its easiest tasks and answers; mend it, or leave it to a stronger model if it is sound",
        f"  12/12 {line}",
    ]


def test_on_a_terminal_the_numbers_stand_beneath_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = shown(monkeypatch, terminal=True)
    for fact in ("pass rate", "0.500", "mean level", "effective prompts", "tokens/s", "1,600", "alarms", "12/12"):
        assert fact in screen
    assert "zipper\x1b" not in screen


def test_a_resumed_run_counts_from_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    resumed: list[int] = []
    monkeypatch.setattr(progress.Steps, "resume", lambda self, done: resumed.append(done))
    shown(monkeypatch, terminal=False, first=9)
    assert resumed == [8]
