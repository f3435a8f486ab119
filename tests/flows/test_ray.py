"""The same flow on a Ray cluster: nothing else comes out, and a worker that dies costs nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from scaler.registry import Registry
from scaler.sandbox import Sandbox
from tests import toy
from tests.llm.server import ScriptedServer, endpoint
from tests.synthesis.test_kill import reply

pytestmark = [pytest.mark.ray, pytest.mark.sandbox]
__all__ = ["endpoint"]

TASK = b"ray::synthesize-batches"
"""What Ray calls a worker process while it runs a batch."""

SERVER = b"prefect.server.api.server"


def start(folder: Path, runner: str, *options: str) -> subprocess.Popen[bytes]:
    """`scaler synth` over the toys, a problem a batch, with relative paths."""
    folder.mkdir(exist_ok=True)
    (folder / "problems.jsonl").write_text("".join(toy.problem(name).model_dump_json() + "\n" for name in toy.TASKS))
    (folder / "thresholds.yaml").write_text(yaml.safe_dump(toy.QUICK))
    command = [sys.executable, "-m", "scaler", "synth", "problems.jsonl", "--model", "toy", "--batch", "1"]
    command += ["--registry", "registry", "--work", "work", "--recording", "recording"]
    command += ["--thresholds", "thresholds.yaml", *options]
    environment = os.environ | {"PREFECT_HOME": str(folder / "prefect"), "SCALER_TASK_RUNNER": runner}
    with (folder / "log.txt").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True)


def finish(process: subprocess.Popen[bytes], folder: Path) -> str:
    code = process.wait(timeout=400)
    log = (folder / "log.txt").read_text()
    assert code == 0, log
    return log


def outcomes(folder: Path) -> dict[str, Any]:
    """All that the run made, but when it did and the CPU time that it took."""
    found: dict[str, Any] = {"funnel": json.loads((folder / "work/funnel.json").read_text())}
    registry = Registry(folder / "registry")
    for row in registry.rows():
        version = registry.version(row.ref)
        manifest = version.manifest.model_dump(mode="json")
        del manifest["provenance"]["time"]
        evidence = [{name: value for name, value in e.items() if name != "cpu_seconds"} for e in version.evidence]
        found[row.ref] = (row.state, manifest, version.programs, evidence)
    return found


def processes(folder: Path, what: bytes) -> list[int]:
    """The run's living processes whose command line says `what`."""
    home, found = f"PREFECT_HOME={folder}/prefect\0".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if what in (process / "cmdline").read_bytes() and home in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:  # it ended meanwhile
            continue
    return found


def until(condition: Any, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + 300
    while not condition():
        assert process.poll() is None, (folder / "log.txt").read_text()
        assert time.monotonic() < deadline, (folder / "log.txt").read_text()
        time.sleep(0.05)


def asked(endpoint: ScriptedServer) -> Counter[str]:
    return Counter(json.dumps(request["messages"]) for request in endpoint.requests)


def test_a_cluster_makes_what_threads_make(tmp_path: Path, endpoint: ScriptedServer, sandbox: Sandbox) -> None:
    endpoint.answer = reply
    here, there = tmp_path / "threads", tmp_path / "ray"
    finish(start(here, "threads"), here)
    assert len(endpoint.requests) == 12
    log = finish(start(there, "ray"), there)
    assert outcomes(there) == outcomes(here)
    assert len(outcomes(there)) == 1 + 3
    assert set(asked(endpoint).values()) == {2}
    assert "3/3 problems, 3 of 3 tasks" in log
    assert not list((there / "work").glob(".library-*"))


def test_a_worker_that_is_killed_costs_nothing_twice(
    tmp_path: Path, endpoint: ScriptedServer, sandbox: Sandbox
) -> None:
    endpoint.answer = reply
    process = start(tmp_path, "ray")
    until(lambda: len(endpoint.requests) >= 3 and processes(tmp_path, TASK), process, tmp_path)
    os.kill(processes(tmp_path, TASK)[0], signal.SIGKILL)  # Ray starts the task again, in another process
    until(lambda: len(endpoint.requests) >= 7, process, tmp_path)
    assert len(processes(tmp_path, SERVER)) == 1  # the run's own, which the workers ask, too
    os.killpg(process.pid, signal.SIGKILL)  # the run itself, with its cluster
    process.wait()
    finish(start(tmp_path, "ray"), tmp_path)

    # What was on its way when a process died was never received: that alone is asked for again, two at a time.
    requests = asked(endpoint)
    assert len(requests) == 12
    assert sum(requests.values()) <= 12 + 1 + 2
    registry = Registry(tmp_path / "registry")
    assert [row.ref for row in registry.rows()] == [f"{name}-of-list@1.0" for name in sorted(toy.TASKS)]
    assert all(len(registry.entry(name).reviews) == 1 for name in registry.names())
