"""Flow: the main job from end to end, offline, on what ships with SCALER."""

from __future__ import annotations

import shutil
from pathlib import Path

from prefect import flow

from flows.review import review_by_policy
from flows.synthesize import synthesize
from flows.train import train
from scaler.llm import LLMConfig
from scaler.progress import headline, say
from scaler.registry import Registry, write_lock
from scaler.report import write_report
from scaler.resources import shipped
from scaler.synthesis import SynthesisConfig
from scaler.training import load_config

# The environments whose lowest levels are within reach of a model of a million parameters.
TRAINED = (
    "shelf-order",
    "mirror-blocks",
    "silent-letter",
    "ring-rotation",
    "zipper",
    "merge-lanes",
    "running-best",
    "echo-count",
)


@flow(name="demo", flow_run_name="demo into {out}")
def demo(out: Path) -> Path:
    """Synthesis from the shipped recording, review by the demo's policy, lock, training, report. Returns the report."""
    registry, run = out / "env_registry", out / "training"
    llm = LLMConfig(mode="replay", model="recorded", recording=shipped("examples/recordings/bundled"))
    result = synthesize(
        str(shipped("examples/problems")), SynthesisConfig(llm=llm, registry=registry, work=out / "synthesis")
    )
    review_by_policy(registry)
    passed = {outcome.problem for outcome in result.outcomes if outcome.passed}
    lock = write_lock(Registry(registry), "demo", [name for name in TRAINED if name in passed])
    headline(f"Lock: {lock}")
    config = load_config(shipped("examples/configs/demo-train.yaml"))
    train(config, registry, lock, run, resume=(run / "run.json").exists())
    shutil.copyfile(out / "synthesis/funnel.json", run / "funnel.json")
    report = write_report(run)
    headline("Done. Everything lies here:")
    say(f"  report     {report}")
    say(f"  metrics    {run / 'metrics.jsonl'}")
    say(f"  registry   {registry}")
    say(f"  model      {run / 'model'}")
    headline("Try next:")
    say(f"  .venv/bin/scaler review list --registry {registry}")
    say(f"  .venv/bin/scaler env sample stair-costs --level 3 --seed 7 --answer --registry {registry}")
    say(f"  .venv/bin/scaler review show coin-drawer --registry {registry}")
    return report
