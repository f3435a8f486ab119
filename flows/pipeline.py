"""Flow: from problems to a trained model, with a person's decision in between.

The gate is the registry itself: as long as too few environments are approved, the run ends there and says what waits.
Run again - by a schedule, by the event of an approval, by hand - it goes on: what stands is not done again.
"""

from __future__ import annotations

from pathlib import Path

from prefect import flow
from pydantic import ConfigDict, Field

from flows.synthesize import synthesize
from flows.train import train
from scaler.environment import Frozen
from scaler.errors import ScalerError
from scaler.progress import headline, say
from scaler.registry import Registry, read_lock, write_lock
from scaler.synthesis import Selection, SynthesisConfig
from scaler.training import TrainConfig
from scaler.training.folder import finished


class PipelineResult(Frozen):
    """Where a pipeline run ended: how many environments are approved of those that it needs, and the trained run."""

    approved: int
    needed: int
    run: Path | None = None


class Gate(Frozen):
    """What must be approved before training starts."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    approved: int = Field(default=8, ge=1)
    """The least number of approved environments."""


@flow(name="pipeline", flow_run_name="pipeline of {source}", validate_parameters=True)
def pipeline(
    source: str,
    synthesis: SynthesisConfig,
    training: TrainConfig,
    gate: Gate | None = None,
    selection: Selection | None = None,
    out: Path = Path("runs/pipeline"),
) -> PipelineResult:
    """Synthesise; wait for reviewers; train on all that is approved, once for each set of approved environments.

    Args:
        source: Where the problems are: a folder or file, or a data set such as `hub:deepmind/code_contests`.
        synthesis: Model, budget, and where candidates go.
        training: Model, curriculum and the reinforcement learning.
        gate: What must be approved before training starts.
        selection: Which problems of the source are taken; all by default.
        out: The folder of the training runs.
    """
    needed = (gate or Gate()).approved
    unfinished = _synthesize(source, synthesis, selection)
    registry = Registry(synthesis.registry)
    approved = len({row.ref.partition("@")[0] for row in registry.rows("approved")})
    if approved < needed:
        headline(f"{approved} of {needed} environments are approved: people decide now")
        say(f"  scaler review --registry {synthesis.registry}")
        say("  then run the pipeline again: it goes on from here")
        if unfinished is not None:
            raise unfinished
        return PipelineResult(approved=approved, needed=needed)
    lock = write_lock(registry, "pipeline")
    run = out / f"train-{read_lock(lock).digest[:12]}"
    if finished(run):
        headline(f"This set of environments was trained on: {run}")
    else:
        train(training, synthesis.registry, lock, run, resume=(run / "run.json").exists())
    return PipelineResult(approved=approved, needed=needed, run=run)


def _synthesize(source: str, config: SynthesisConfig, selection: Selection | None) -> ScalerError | None:
    """Unfinished problems (a used-up budget, a lost endpoint) keep nobody from training: returns their error."""
    try:
        synthesize(source, config, selection)
    except ScalerError as error:
        say(f"  {error}")
        return error
    return None
