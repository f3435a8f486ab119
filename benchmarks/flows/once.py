"""One synthesis in a process of its own, as a flow or without Prefect; prints what it cost as JSON.

python -m benchmarks.flows.once flow|bare SOURCE CONFIG, the last as JSON
"""

from __future__ import annotations

import json
import sys
import time

from benchmarks.sandbox.usage import cpu_seconds
from flows.synthesize import synthesize
from scaler.synthesis import (
    BatchResult,
    Selection,
    SynthesisConfig,
    make_plan,
    shared_workshop,
    synthesize_planned,
)


def bare(source: str, config: SynthesisConfig) -> BatchResult:
    """What the flow does, without Prefect."""
    with shared_workshop(config) as workshop:
        plan = make_plan(source, Selection(), config.work, workshop.thresholds)
        return BatchResult.of(synthesize_planned(batch, workshop) for batch in plan.batches)


def main() -> None:
    kind, source, settings = sys.argv[1:]
    config = SynthesisConfig.model_validate_json(settings)
    used, started = cpu_seconds(), time.perf_counter()
    result = synthesize(source, config) if kind == "flow" else bare(source, config)
    wall, cpu = time.perf_counter() - started, cpu_seconds() - used
    passed = sum(outcome.passed for outcome in result.outcomes)
    print(json.dumps({"wall": wall, "cpu": cpu, "problems": len(result.outcomes), "passed": passed}))


if __name__ == "__main__":
    main()
