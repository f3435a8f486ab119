"""CPU time of a step, propose and observe of 64 groups, and bytes of state; the paper's rule is the yardstick.

Rounds of the policies are interleaved, so that a busy machine disturbs all alike.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

from scaler.curriculum import RELEASED, Curriculum, FrontierCurriculum, Outcome, make_curriculum

POLICIES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "paper, released code": ("paper", RELEASED),
    "frontier": ("frontier", {}),
    "frontier, 2 audit draws a step": ("frontier", {"audit_draws": 2}),
    "uniform": ("uniform", {}),
}
GROUPS, ROUNDS = 64, 100


def step(curriculum: Curriculum, rng: np.random.Generator) -> float:
    """CPU milliseconds of one step, without what the outcomes cost."""
    start = time.process_time()
    draws = curriculum.propose(GROUPS)
    proposed = time.process_time()
    outcomes = [Outcome(d, passed / 8, 8) for d, passed in zip(draws, rng.binomial(8, 0.5, GROUPS), strict=True)]
    ready = time.process_time()
    curriculum.observe(outcomes)
    return 1000 * (proposed - start + time.process_time() - ready)


def cost_table(sizes: tuple[int, ...] = (3000, 100_000), rounds: int = ROUNDS) -> list[str]:
    """Markdown lines: medians over rounds."""
    lines = ["| environments | policy | CPU ms a step | to the paper's | bytes an environment |"]
    lines.append("| ---: | --- | ---: | ---: | ---: |")
    for size in sizes:
        pool = {f"env-{i}": 15 + i % 16 for i in range(size)}
        curricula = {label: make_curriculum(name, pool, settings, 0) for label, (name, settings) in POLICIES.items()}
        times: dict[str, list[float]] = {label: [] for label in curricula}
        rng = np.random.default_rng(0)
        for _ in range(rounds):
            for label, curriculum in curricula.items():
                times[label].append(step(curriculum, rng))
        medians = {label: statistics.median(each) for label, each in times.items()}
        for label, curriculum in curricula.items():
            size_of = f"{curriculum.state_bytes / size:.0f}" if isinstance(curriculum, FrontierCurriculum) else "–"
            ratio = medians[label] / medians["paper, released code"]
            lines.append(f"| {size:,} | {label} | {medians[label]:.2f} | {ratio:.2f} | {size_of} |")
    return lines


if __name__ == "__main__":
    print("\n".join(cost_table()))
