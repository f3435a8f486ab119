"""Processes that are kept running."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scaler.station import children
from scaler.station.children import Child


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def child(tmp_path: Path, code: str) -> Child:
    return Child("part", [sys.executable, "-c", code], os.environ, tmp_path, tmp_path / "logs/part.log")


def test_what_dies_is_started_again_after_a_pause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(children, "PAUSES", (0.05,))
    part = child(tmp_path, "import time; print('up', flush=True); time.sleep(60)")
    part.start()
    first = part.pid
    assert first is not None
    until(lambda: part.log.read_text().count("up") == 1)
    os.kill(first, signal.SIGKILL)
    until(lambda: part.pid is None)
    part.tend()
    assert "part ended with code -9; again in 0.05 s" in capsys.readouterr().out
    time.sleep(0.1)
    part.tend()
    assert part.pid not in (None, first)
    until(lambda: part.log.read_text().count("up") == 2)
    part.end()
    assert part.pid is None


def test_ending_takes_what_it_started_along(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys, time\n"
        "print(subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).pid, flush=True)\n"
        "time.sleep(60)"
    )
    part = child(tmp_path, code)
    part.start()
    until(lambda: part.log.is_file() and part.log.read_text().endswith("\n"))
    grandchild = int(part.log.read_text())
    part.end()
    until(lambda: not running(grandchild))


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
