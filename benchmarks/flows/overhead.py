"""What Prefect adds to a problem: the same synthesis as a flow on a server, and without Prefect."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.flows.author import record
from benchmarks.flows.server import Server, serving
from benchmarks.flows.world import MODEL, write_problems, write_thresholds
from benchmarks.sandbox.usage import TICK
from scaler.llm import LLMConfig
from scaler.synthesis import SynthesisConfig

KINDS = ("bare", "flow")
SETTLE = 5.0
"""Seconds after a run until the server has written what it was told."""

Run = dict[str, float]
"""`cpu` and `wall` of the process that ran, `server`: CPU of Prefect's server meanwhile; all in seconds."""


def overhead(problems: int, rounds: int, out: Path) -> list[str]:
    """Markdown lines: CPU of validated problems, and of finished ones, where only the orchestration is left."""
    out.mkdir(parents=True, exist_ok=True)
    source = out / "problems.jsonl"
    write_problems(source, range(problems))
    write_thresholds(out / "thresholds.yaml")
    record(range(problems), out / "recording", every=1)
    validated: dict[str, list[Run]] = {kind: [] for kind in KINDS}
    finished: dict[str, list[Run]] = {kind: [] for kind in KINDS}
    with serving(out / "prefect") as server:
        for number in range(rounds):
            for kind in KINDS[:: 1 if number % 2 else -1]:
                shutil.rmtree(out / kind, ignore_errors=True)
                validated[kind].append(_run(kind, _config(out, kind), source, server))
                finished[kind] += [_run(kind, _config(out, kind), source, server) for _ in range(3)]
    whole = statistics.median(run["cpu"] for run in validated["bare"])
    added = _total(finished["flow"]) - _total(finished["bare"])
    return [
        "| problems | without Prefect, CPU ms a problem, jails aside | as a flow | Prefect's server meanwhile |",
        "| --- | ---: | ---: | ---: |",
        _row("validated", validated, problems),
        _row("finished before: orchestration is all that is left", finished, problems),
        "",
        f"Prefect adds {1000 * added / problems:.0f} CPU ms to a problem, start and end of the run included: "
        f"{added / whole:.1%} of what the flow's own process takes to validate it ({whole / problems:.2f} CPU s), "
        f"beside which the jails use many times as much. {problems} problems in batches of 25, medians of {rounds} and "
        f"{3 * rounds} runs; load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores.",
    ]


def _config(out: Path, kind: str) -> SynthesisConfig:
    return SynthesisConfig(
        llm=LLMConfig(mode="replay", model=MODEL, recording=out / "recording"),
        registry=out / kind / "registry",
        work=out / kind / "work",
        thresholds=out / "thresholds.yaml",
    )


def _run(kind: str, config: SynthesisConfig, source: Path, server: Server) -> Run:
    before = _used(server.child.pid)
    command = [sys.executable, "-m", "benchmarks.flows.once", "flow" if kind == "flow" else "bare", str(source)]
    command.append(config.model_dump_json())
    done = subprocess.run(command, env=server.environment, stdout=subprocess.PIPE, text=True, check=True)
    time.sleep(SETTLE)
    run: Run = json.loads(done.stdout.splitlines()[-1])
    return run | {"server": _used(server.child.pid) - before}


def _used(pid: int | None) -> float:
    """CPU seconds of a process, its threads and its dead children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICK


def _total(runs: list[Run]) -> float:
    return statistics.median(run["cpu"] + run["server"] for run in runs)


def _row(name: str, runs: dict[str, list[Run]], problems: int) -> str:
    bare, flow, server = (
        1000 * statistics.median(run[what] for run in runs[kind]) / problems
        for kind, what in (("bare", "cpu"), ("flow", "cpu"), ("flow", "server"))
    )
    return f"| {name} | {bare:,.0f} | {flow:,.0f} | {server:,.0f} |"
