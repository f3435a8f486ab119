"""The whole demo, as `make demo` runs it: five minutes on two cores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.demo import TRAINED
from scaler.evaluation import Cell, pass_rate

pytestmark = [pytest.mark.sandbox, pytest.mark.slow, pytest.mark.timeout(1800)]


def test_the_demo_learns_and_leaves_a_report(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scaler", "demo", "--out", str(tmp_path / "demo")]
    environment = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    run = tmp_path / "demo/training"
    cells = json.loads((run / "evaluation.json").read_text())
    before, after = (pass_rate([Cell.model_validate(cell) for cell in cells[when]]) for when in ("before", "after"))
    assert before is not None
    assert after is not None
    assert after > before
    steps = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    early, late = steps[: len(steps) // 4], steps[-(len(steps) // 4) :]
    assert sum(s["mean_level"] for s in late) / len(late) > sum(s["mean_level"] for s in early) / len(early)
    page = (run / "report.html").read_text()
    assert all(name in page for name in TRAINED)
