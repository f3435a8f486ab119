"""What a run leaves in Prefect's UI."""

from __future__ import annotations

import socket

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.artifacts import ProgressArtifact
from scaler.progress import Standing


@pytest.mark.filterwarnings("ignore:Artifact creation outside")
def test_a_server_that_does_not_answer_stops_no_run(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, and not listening: refused at once
        with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{nobody.getsockname()[1]}/api"}):
            show = ProgressArtifact("work-progress", "steps")
            for done in (1, 2):  # the second one is not tried: the server is left alone for a minute
                show(Standing(done, 2, "", 3.0, 3.0))
    said = capsys.readouterr().out
    assert said.startswith("  progress could not be shown: ")
    assert said.count("\n") == 1
