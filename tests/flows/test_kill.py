"""Flow runs, their worker and the server of a real station, killed at random moments."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from benchmarks.flows.kills import kills

pytestmark = [pytest.mark.sandbox, pytest.mark.slow, pytest.mark.timeout(1800)]


def test_kills_lose_double_and_repeat_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        ports = first.getsockname()[1], second.getsockname()[1]
    table, wrong = kills(tmp_path, 8, 30, 3, *ports)
    with capsys.disabled():
        print("\n" + "\n".join(table))
    assert wrong == []
