"""A fresh verified instance: one run of the generator, two of oracles that must agree, the question rendered.

Over the environments that the shipped recording leads to, every level of each.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.sandbox.usage import cpu_seconds
from scaler.registry import Registry
from scaler.sandbox import open_sandbox

STEP = 64  # instances of a training step in the paper


def bundled_registry(folder: Path) -> Registry:
    """The candidates that the shipped problems and completions lead to; takes minutes, offline."""
    replay = ["--replay", "--recording", "examples/recordings/bundled", "--model", "recorded"]
    places = ["--registry", str(folder / "registry"), "--work", str(folder / "work")]
    scaler = Path(sys.executable).with_name("scaler")
    subprocess.run([scaler, "synth", "examples/problems", *replay, *places], check=True, stdout=subprocess.DEVNULL)
    return Registry(folder / "registry")


def instance_table(rounds: int, folder: Path) -> list[str]:
    """Markdown lines; `folder` takes the registry and what is compiled."""
    registry = bundled_registry(folder)
    refs = [row.ref for row in registry.rows("candidate")]
    with open_sandbox(workers=1, cache=folder) as sandbox:
        environments = [registry.load(ref, sandbox) for ref in refs]
        costs = []
        for environment in environments:
            environment.instances([(level, 0) for level in range(environment.levels)])  # compiled and warm from here on
            levels = []
            for level in range(environment.levels):
                start = cpu_seconds()
                for seed in range(1, rounds + 1):
                    environment.instance(level, seed)
                levels.append((cpu_seconds() - start) / rounds * 1e3)
            costs.append(statistics.median(levels))  # a jail that is replaced takes its count along, now and then
    with open_sandbox(workers=2, cache=folder) as sandbox:
        environments = [registry.load(ref, sandbox) for ref in refs]
        step = [environments[i % len(environments)] for i in range(STEP)]
        for environment in environments:
            environment.instance(0, 0)
        steps = []
        for round_ in range(rounds):
            start = time.perf_counter()
            for i, environment in enumerate(step):
                environment.instance(i % environment.levels, 1000 * (round_ + 1) + i)
            steps.append(time.perf_counter() - start)
    low, high = min(costs), max(costs)
    return [
        f"| over {len(refs)} bundled environments | |",
        "| --- | ---: |",
        f"| fresh instance, one at a time, CPU ms: median | {statistics.median(costs):.1f} |",
        f"| the cheapest and the dearest environment | {low:.1f}, {high:.1f} |",
        f"| {STEP} fresh instances one after another, wall s: median | {statistics.median(steps):.2f} |",
    ]
