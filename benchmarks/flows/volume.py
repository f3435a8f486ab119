"""Thousands of problems through the flow: memory, the database, and how long it takes to find that all is done."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.flows.author import record
from benchmarks.flows.server import Server, serving
from benchmarks.flows.world import MODEL, write_problems, write_thresholds
from benchmarks.sandbox.usage import resident
from scaler.registry import Registry
from scaler.synthesis import BATCH

ROWS = 10
EVERY = 25
"""One problem of so many becomes an environment: one a batch."""


@dataclass
class Life:
    """One run of the flow: seconds and exit code.

    `memory`: (batches done, MB of the flow's process, MB of the server's).
    """

    name: str
    seconds: float = 0.0
    code: int = -1
    memory: list[tuple[int, float, float]] = field(default_factory=list)


def volume(problems: int, out: Path, workers: int) -> list[str]:
    """Markdown lines. The completions are recorded first; the flow then replays them, twice over the same folders."""
    out.mkdir(parents=True, exist_ok=True)
    source = out / "problems.jsonl"
    write_problems(source, range(problems))
    write_thresholds(out / "thresholds.yaml")
    record(range(problems), out / "recording", EVERY)
    with serving(out / "prefect") as server:
        lives = [_run(name, out, source, workers, server) for name in ("replayed", "nothing left to do")]
        runs, tasks, locked = server.states("flow_runs"), server.states("task_runs"), server.locked()
    locked += sum((out / f"{life.name}.log").read_text(errors="replace").count("database is locked") for life in lives)
    (out / "samples.json").write_text(json.dumps({life.name: life.memory for life in lives}))
    return [
        *_memory_table(lives[0], problems),
        "",
        "| run | problems | seconds | problems a second | exit code |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {life.name} | {problems:,} | {life.seconds:,.0f} | {problems / life.seconds:,.1f} | {life.code} |"
            for life in lives
        ),
        "",
        f"Environments: {len(Registry(out / 'registry').names()):,}. Flow runs: {runs}, task runs: {tasks}. "
        f'"database is locked" in the logs: {locked}. Load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores.',
    ]


def _run(name: str, out: Path, source: Path, workers: int, server: Server) -> Life:
    work = out / "work"
    command = [sys.executable, "-m", "scaler", "synth", str(source), "--model", MODEL, "--replay"]
    command += ["--workers", str(workers), "--registry", str(out / "registry"), "--work", str(work)]
    command += ["--recording", str(out / "recording"), "--thresholds", str(out / "thresholds.yaml")]
    life, started = Life(name), time.monotonic()
    with (out / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, env=server.environment, stdout=log, stderr=log)
        over = threading.Event()
        watcher = threading.Thread(target=_watch, args=(life, process.pid, server, work / "batches", over))
        watcher.start()
        life.code = process.wait()
        life.seconds = time.monotonic() - started
        over.set()
        watcher.join()
    print(f"{name}: {life.seconds:.0f} s, exit code {life.code}", flush=True)
    return life


def _watch(life: Life, pid: int, server: Server, batches: Path, over: threading.Event) -> None:
    while not over.wait(5.0):
        done = len(list(batches.glob("*.json"))) if batches.is_dir() else 0
        if (serves := server.child.pid) is not None:
            with contextlib.suppress(FileNotFoundError):  # it has just ended
                life.memory.append((done, resident(pid) / 1e6, resident(serves) / 1e6))


def _memory_table(life: Life, problems: int) -> list[str]:
    batches = -(-problems // BATCH)
    lines = ["| problems done | flow, MB | Prefect's server, MB |", "| ---: | ---: | ---: |"]
    for row in range(1, ROWS + 1):
        target = batches * row // ROWS
        _, flow, server = min(life.memory, key=lambda sample: abs(sample[0] - target), default=(0, 0.0, 0.0))
        lines.append(f"| {min(target * BATCH, problems):,} | {flow:.0f} | {server:.0f} |")
    return lines
