"""`scaler train`, `report` and `demo`."""

from __future__ import annotations

from pathlib import Path

from scaler.progress import say
from scaler.training import load_config


def train(
    config: Path, /, *, lock: Path, out: Path, registry: Path = Path("env_registry"), resume: bool = False
) -> int:
    """Train a model on a locked set of environments; evaluate before and after on held-out seeds; write a report.

    Example: scaler train examples/configs/demo-train.yaml --lock env_registry/sets/demo.lock --out runs/first

    Parameters
    ----------
    config
        A YAML file; examples/configs/ has some.
    lock
        A lock file: see `scaler lock`.
    out
        Folder for checkpoints, metrics, model and report.
    registry
        The registry that the lock file is of.
    resume
        Go on from the newest checkpoint in `out`: same curriculum, same prompts.
    """
    from flows.train import train as flow

    flow(load_config(config), registry, lock, out, resume)
    return 0


def report(run: Path, /) -> int:
    """Render a training run as one HTML page with plots.

    Parameters
    ----------
    run
        The run's folder: the `out` of `scaler train`.
    """
    from scaler.report import write_report

    say(f"wrote {write_report(run)}")
    return 0


def demo(*, out: Path = Path("runs/demo")) -> int:
    """Do the main job from end to end, offline: synthesis, review, lock, training, report. About ten minutes.

    Completions come from the recording that ships with SCALER, the model is a small one trained from scratch.

    Parameters
    ----------
    out
        Folder for everything that the demo makes. Run again, it goes on where it stopped.
    """
    from flows.demo import demo as flow

    flow(out=out)
    return 0
