"""Thousands of problems through the flow: memory, the database, and how long it takes to find that all is done."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.flows.author import Author
from benchmarks.flows.server import Server, serving
from benchmarks.flows.world import MODEL, write_problems, write_thresholds
from benchmarks.sandbox.usage import resident
from scaler.registry import Registry

ROWS = 10
EVERY = 25
"""One problem of so many becomes an environment: one a batch."""


@dataclass
class Life:
    """One run of the flow: seconds, exit code, and (batches done, MB of the flow's process, MB of the server's)."""

    name: str
    seconds: float = 0.0
    code: int = -1
    memory: list[tuple[int, float, float]] = field(default_factory=list)


def volume(problems: int, out: Path, workers: int) -> list[str]:
    """Markdown lines. Runs: asking an endpoint, then with its completions replayed, then the latter once more."""
    out.mkdir(parents=True, exist_ok=True)
    source = out / "problems.jsonl"
    write_problems(source, range(problems))
    write_thresholds(out / "thresholds.yaml")
    author = Author(EVERY)
    with serving(out / "prefect") as server, author.serve():
        asked = ["--base-url", author.base_url]
        lives = [
            _run("endpoint", out, "first", source, workers, server, asked),
            _run("replayed", out, "second", source, workers, server, ["--replay"]),
            _run("nothing left to do", out, "second", source, workers, server, ["--replay"]),
        ]
        runs, tasks, locked = server.states("flow_runs"), server.states("task_runs"), server.locked()
    locked += sum((out / f"{life.name}.log").read_text(errors="replace").count("database is locked") for life in lives)
    (out / "samples.json").write_text(json.dumps({life.name: life.memory for life in lives}))
    same = _content(out / "first") == _content(out / "second")
    environments = len(Registry(out / "second/registry").names())
    return [
        *_memory_table(lives[:2], problems),
        "",
        "| run | problems | minutes | problems a second | exit code |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(
            f"| {life.name} | {problems:,} | {life.seconds / 60:.1f} | {problems / life.seconds:,.1f} | {life.code} |"
            for life in lives
        ),
        "",
        f"Environments: {environments:,}, of the same content in both registries: {same}. Prompts asked: "
        f"{len(author.asked):,}, asked again: {author.repeated.total()}. Flow runs: {runs}, task runs: {tasks}. "
        f'"database is locked" in the logs: {locked}. Load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores.',
    ]


def _run(name: str, out: Path, place: str, source: Path, workers: int, server: Server, more: list[str]) -> Life:
    work = out / place / "work"
    command = [sys.executable, "-m", "scaler", "synth", str(source), "--model", MODEL, "--workers", str(workers)]
    command += ["--registry", str(out / place / "registry"), "--work", str(work), *more]
    command += ["--recording", str(out / "recording"), "--thresholds", str(out / "thresholds.yaml")]
    life, started = Life(name), time.monotonic()
    environment = server.environment | {"OPENAI_API_KEY": "none-needed"}
    with (out / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
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


def _content(place: Path) -> dict[str, str]:
    """What the environments of a registry are: their files' hashes. Evidence tells CPU seconds, too, and differs."""
    files = (path for path in place.glob("registry/*/*/**/*") if path.is_file() and ".local" not in path.parts)
    return {
        str(path.relative_to(place)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name not in ("evidence.json", "manifest.yaml")
    }


def _memory_table(lives: list[Life], problems: int) -> list[str]:
    batches = -(-problems // 25)
    lines = [
        "| problems done | " + " | ".join(f"{life.name}: flow, MB | server, MB" for life in lives) + " |",
        "| ---: |" + " ---: | ---: |" * len(lives),
    ]
    for row in range(1, ROWS + 1):
        target = batches * row // ROWS
        cells = []
        for life in lives:
            at = min(life.memory, key=lambda sample: abs(sample[0] - target), default=(0, 0.0, 0.0))
            cells.append(f"{at[1]:.0f} | {at[2]:.0f}")
        lines.append(f"| {min(target * 25, problems):,} | {' | '.join(cells)} |")
    return lines
