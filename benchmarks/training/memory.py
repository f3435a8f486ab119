"""Resident memory of a real run: trainer, curriculum, supply and checkpoints over a tiny model and many steps."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.sandbox.usage import open_files, resident
from scaler.environment import Instance, Score, boxed
from scaler.training import DemoModel, GRPOSettings, StepRecord, TrainConfig, Warmup

WARM = 200
"""Steps after which caches are full and the slope is taken."""

ROWS = 10


class Digits:
    """Sort a row of digits: an environment without a sandbox, for what a sandbox uses is measured elsewhere."""

    levels = 8

    def __init__(self, ref: str) -> None:
        self.ref = ref

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        return [self._instance(level, seed) for level, seed in pairs]

    def _instance(self, level: int, seed: int) -> Instance:
        rng = random.Random(f"{self.ref}/{level}/{seed}")
        digits = "".join(rng.choice("0123456789") for _ in range(level + 1))
        return Instance(
            environment=self.ref,
            level=level,
            seed=seed,
            data={"digits": digits},
            question=f"Sort {digits}.",
            answer="".join(sorted(digits)),
        )

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        return [Score(value=float(boxed(instance.answer) in text), reason="") for instance, text in pairs]


def memory_table(steps: int) -> list[str]:
    """Markdown lines."""
    from scaler.training.run import train

    config = TrainConfig(
        demo=DemoModel(layers=1, width=16, heads=2),
        warmup=Warmup(steps=40, batch=8, levels=1, demonstrations=16, learning_rate=1e-2),
        grpo=GRPOSettings(steps=steps, prompts=8, group_size=4, max_completion_tokens=4),
        checkpoint_every=50,
        threads=1,
    )
    environments = {f"sort-{number}": Digits(f"sort-{number}@1.0") for number in range(100)}
    memory: list[int] = []
    files: list[int] = []

    def progress(step: int, metrics: StepRecord) -> None:
        memory.append(resident())
        files.append(open_files())

    with tempfile.TemporaryDirectory() as folder:
        train(config, environments, out=Path(folder), progress=progress)
    lines = ["| steps done | resident memory, MB | open files |", "| ---: | ---: | ---: |"]
    for done in range(max(steps // ROWS, 1), steps + 1, max(steps // ROWS, 1)):
        lines.append(f"| {done:,} | {memory[done - 1] / 1e6:.1f} | {files[done - 1]} |")
    settled = np.array(memory[min(WARM, steps // 2) :]) / 1e3
    slope = np.polyfit(np.arange(len(settled)), settled, 1)[0]
    return [*lines, "", f"Slope after step {min(WARM, steps // 2)}: {slope:+.2f} kB a step."]
