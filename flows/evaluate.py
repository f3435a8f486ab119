"""Flow: a model's pass rate on held-out seeds."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from scaler.evaluation import Cell, SamplerConfig, Subject, evaluate, open_sampler, pass_rate
from scaler.progress import headline, say
from scaler.registry import Registry, load_locked, read_lock
from scaler.sandbox import open_sandbox


@flow(name="evaluate", flow_run_name="evaluate on {lock}")
def evaluate_model(
    subject: Subject,
    registry: Path,
    lock: Path,
    out: Path,
    instances: int = 4,
    samples: int = 4,
    sampling: SamplerConfig | None = None,
) -> list[Cell]:
    """Sample every level of every locked environment: `instances` held-out questions, `samples` completions each."""
    headline(f"Evaluation of {subject.name} on {lock}")
    sampler = open_sampler(subject, sampling or SamplerConfig(), out)
    with open_sandbox() as sandbox:
        environments = load_locked(Registry(registry), read_lock(lock), sandbox)
        cells = evaluate(sampler, environments, instances=instances, samples=samples)
    rate = pass_rate(cells)
    say(f"  pass rate {'unknown' if rate is None else f'{rate:.3f}'} over {sum(c.samples for c in cells)} samples")
    return cells
