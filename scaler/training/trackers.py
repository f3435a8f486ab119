"""Where a run can be watched besides its own metrics.jsonl: trackio, TensorBoard, Weights & Biases."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from scaler.errors import ConfigError
from scaler.training.config import Tracker, TrainConfig
from scaler.training.records import StepRecord

_MODULES: dict[Tracker, tuple[str, ...]] = {
    "trackio": ("trackio",),
    "tensorboard": ("tensorboard", "tensorboardX"),
    "wandb": ("wandb",),
}
_FOLDERS = {"trackio": "TRACKIO_DIR", "tensorboard": "TENSORBOARD_LOGGING_DIR", "wandb": "WANDB_DIR"}


def trackers(config: TrainConfig) -> tuple[Tracker, ...]:
    """Those that the settings name, or trackio where they name none and it is installed.

    Raises ConfigError for one that is named and not installed.
    """
    if config.report_to is None:
        return ("trackio",) if _installed("trackio") else ()
    for tracker in config.report_to:
        if not _installed(tracker):
            extra = "'scaler[watch]'" if tracker == "trackio" else tracker
            raise ConfigError(f"report_to: {tracker} is not installed", fix=f"pip install {extra}, or leave it out")
    return config.report_to


def keep_in(out: Path, config: TrainConfig) -> None:
    """Have the run's trackers write to folders of their names in `out`, unless the environment says otherwise.

    Trackio decides where it writes when it is first imported, which TRL does: call this before scaler.training.run is
    imported. A second run in one process goes where the first went. Processes started from this one follow it.
    """
    for tracker in trackers(config):
        os.environ.setdefault(_FOLDERS[tracker], str((out / tracker).absolute()))
        if tracker == "wandb":
            (out / tracker).mkdir(parents=True, exist_ok=True)  # without it wandb falls back to a temporary folder


def tracked(record: StepRecord) -> dict[str, float]:
    """What trackers show of a step besides TRL's own numbers: the curriculum, flat, under `curriculum/`."""
    values: dict[str, float | None] = {
        "pass_rate": record.reward,
        "effective_prompts": record.effective_prompts,
        "zero_variance": record.zero_variance,
        "mean_level": record.mean_level,
        "active": len(record.active),
        "replaced": sum(record.replaced.values()),
        "quarantined": len(record.quarantined),
    }
    for name, step in record.environments.items():
        values |= {f"level/{name}": step.level, f"pass_rate/{name}": step.pass_rate}
    return {f"curriculum/{name}": float(value) for name, value in values.items() if value is not None}


def _installed(tracker: Tracker) -> bool:
    return any(find_spec(module) is not None for module in _MODULES[tracker])
