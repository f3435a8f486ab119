"""SIGKILL at any moment, then the same command again: no completion is asked for twice, nothing is lost or doubled."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scaler.registry import Registry
from scaler.sandbox import Sandbox
from tests import toy
from tests.llm.server import Reply, ScriptedServer, chat, endpoint

pytestmark = pytest.mark.sandbox
__all__ = ["endpoint"]

STEP = {"turn programming": "analysis", "Your generators": "generator", "puzzle texts": "question", "brute": "solver"}


def step_of(request: dict[str, Any]) -> str:
    """The step that a request is of."""
    return next(step for mark, step in STEP.items() if mark in request["messages"][0]["content"])


def reply(request: dict[str, Any]) -> Reply:
    user, step = request["messages"][1]["content"], step_of(request)
    words = re.search(r"(largest|smallest|sum)", user)
    assert words is not None
    operation = next(name for name, word in toy.OPERATIONS.items() if word == words[1])
    return Reply(chat(toy.completion(operation, step)), delay=0.2)


def start(tmp_path: Path, problems: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "scaler", "synth", str(problems), "--model", "toy", "--workers", "1"]
    command += ["--registry", "registry", "--work", "work", "--recording", "recording"]
    environment = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect")}
    with (tmp_path / "log.txt").open("ab") as log:
        return subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log, start_new_session=True)


def test_a_killed_synthesis_goes_on_where_it_stopped(
    tmp_path: Path, endpoint: ScriptedServer, sandbox: Sandbox
) -> None:
    problems = tmp_path / "problems.jsonl"
    problems.write_text("".join(toy.problem(operation).model_dump_json() + "\n" for operation in toy.OPERATIONS))
    endpoint.answer = reply
    for asked in (2, 6):  # within the first problem, and in the middle of the second
        process = start(tmp_path, problems)
        deadline = time.monotonic() + 120
        while len(endpoint.requests) < asked and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        assert process.poll() is None, (tmp_path / "log.txt").read_text()
        time.sleep(0.1 if asked == 2 else 0.5)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert start(tmp_path, problems).wait(timeout=200) == 0, (tmp_path / "log.txt").read_text()

    # A completion that had not come back when the process died was never received: that one alone is asked for again.
    requests = Counter(json.dumps(request["messages"]) for request in endpoint.requests)
    assert len(requests) == 12
    assert sum(requests.values()) <= 12 + 2
    registry = Registry(tmp_path / "registry")
    assert [(row.ref, row.state) for row in registry.rows()] == [
        (f"{name}-of-list@1.0", "candidate") for name in sorted(toy.OPERATIONS)
    ]
    assert all(len(registry.entry(name).reviews) == 1 for name in registry.names())
    ledger = [json.loads(line)["event"] for line in (tmp_path / "work/ledger.jsonl").read_text().splitlines()]
    # Every request that was sent is known, and each kill may have come between an answer's record and its settling.
    assert sum(requests.values()) <= ledger.count("asked") <= sum(requests.values()) + 2
    assert 10 <= ledger.count("answered") <= 12
