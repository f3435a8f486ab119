"""Validation throughput against workers, in threads and on Ray: `python -m benchmarks.flows.scaling`.

The same problems with recorded completions, each time into a new registry; every run must end with the same funnel.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.pages import fill
from scaler.resources import shipped

PROBLEMS = (
    "beetle-hops",
    "bracket-repair",
    "echo-count",
    "ferry-route",
    "harbour-lights",
    "kiln-settings",
    "letter-wall",
    "merge-lanes",
    "mirror-blocks",
    "odd-bridges",
    "organ-grinder",
    "ring-rotation",
)
_SUBREAPER = 36
"""prctl: orphans below this process become its children, so that their CPU time is counted here."""


@dataclass(frozen=True)
class Setting:
    """A way to run. `cores` are what a Ray cluster has; 0 is no cluster."""

    name: str
    runner: str
    workers: int
    batch: int
    cores: int = 0


SETTINGS = (
    Setting("threads, `--workers 1`", "threads", 1, 25),
    Setting("threads, `--workers 2`", "threads", 2, 25),
    Setting("threads, `--workers 4`", "threads", 4, 25),
    Setting("`threads:2`, `--workers 1`, batches of 3", "threads:2", 1, 3),
    Setting("Ray with 1 core, `--workers 1`, batches of 3", "ray", 1, 3, 1),
    Setting("Ray with 2 cores, `--workers 1`, batches of 3", "ray", 1, 3, 2),
    Setting("Ray with 2 cores, `--workers 2`, batches of 3", "ray", 2, 3, 2),
)


@dataclass(frozen=True)
class Measured:
    """Seconds: `whole` from the command to its end, `work` from the plan to the funnel, `cpu` of all processes."""

    whole: float
    work: float
    cpu: float
    load: float
    """Mean number of processes that ran or waited for a core, the run's own included."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path, help="a page that has a place for the table")
    parser.add_argument("--problems", type=int, default=len(PROBLEMS), help="how many of the problems")
    options = parser.parse_args()
    problems = PROBLEMS[: options.problems]
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    settings = [each for each in SETTINGS if not each.cores or find_spec("ray")]
    measured: dict[Setting, Measured] = {}
    funnels: list[object] = []
    for setting in settings:
        with tempfile.TemporaryDirectory() as name:
            measured[setting] = measure(setting, problems, Path(name))
            funnels.append(json.loads((Path(name) / "work/funnel.json").read_text()))
        print(setting.name, measured[setting], flush=True)
    if any(funnel != funnels[0] for funnel in funnels):
        raise SystemExit("the funnels differ")
    lines = table(measured, len(problems))
    print("\n".join(lines))
    if options.page:
        fill(options.page, {"scaling": lines})


def measure(setting: Setting, problems: Sequence[str], folder: Path) -> Measured:
    """One run, as the command line starts it, in a process of its own."""
    command = [sys.executable, "-m", "scaler", "synth", str(shipped("examples/problems")), "--replay"]
    command += ["--model", "recorded", "--recording", str(shipped("examples/recordings/bundled"))]
    command += ["--registry", str(folder / "registry"), "--work", str(folder / "work")]
    command += ["--workers", str(setting.workers), "--batch", str(setting.batch)]
    command += [word for problem in problems for word in ("--only", problem)]
    environment = {"SCALER_TASK_RUNNER": setting.runner, "PREFECT_HOME": str(folder / "prefect")}
    environment["RAY_OVERRIDE_RESOURCES"] = json.dumps({"CPU": setting.cores})
    before, began, load = _cpu(), time.monotonic(), [os.getloadavg()[0]]
    planned = ended = 0.0
    with subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        for line in run.stdout:
            planned = planned or (time.monotonic() if " problems in " in line else 0.0)
            ended = ended or (time.monotonic() if line.split()[1:] == ["problems"] else 0.0)
    if run.returncode:
        raise SystemExit(f"{setting.name}: the run failed with exit code {run.returncode}")
    whole = time.monotonic() - began
    load.append(os.getloadavg()[0])
    _reap()
    return Measured(whole, ended - planned, _cpu() - before, sum(load) / len(load))


def table(measured: dict[Setting, Measured], count: int) -> list[str]:
    """Markdown lines; the first setting is the baseline."""
    first = next(iter(measured.values()))
    lines = [
        f"| {count} problems | problems a minute | to baseline | CPU s a problem | to baseline "
        "| start and end, s | load average |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for setting, its in measured.items():
        lines.append(
            f"| {setting.name} | {60 * count / its.work:.1f} | {first.work / its.work:.2f} | {its.cpu / count:.1f} "
            f"| {its.cpu / first.cpu:.2f} | {its.whole - its.work:.0f} | {its.load:.1f} |"
        )
    return lines


def _reap() -> None:
    """Wait for every process that the run left behind, for its CPU time."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.1)
        except ChildProcessError:
            return
    raise SystemExit("processes of a run are still there after a minute")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
