"""The folder of a run: who owns it, what is in it, and how far it can be trusted after a kill.

<out>/run.json         what is run, from which lock file
<out>/metrics.jsonl    one line a step
<out>/checkpoints/     the last two checkpoints
<out>/base/            the demo model before GRPO, where there is one
<out>/posterior.json   what the frontier curriculum believed in the end
<out>/model/           the trained model
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from scaler.errors import ConfigError, LockError
from scaler.training.config import TrainConfig
from scaler.training.records import Record

CURRICULUM_FILE = "curriculum.json"
"""Written last into a checkpoint: where it is missing, the checkpoint is not whole."""


class RunFacts(Record):
    """run.json. `seconds` is 0 until the run is done."""

    model: str
    steps: int
    lock: str
    lock_digest: str
    policy: str
    seed: int
    started: str
    seconds: float = 0.0


def begin(out: Path, config: TrainConfig, lock_name: str, lock_digest: str) -> RunFacts:
    """Claim the folder for a new run; ConfigError when it already holds one."""
    if (out / "run.json").exists():
        raise ConfigError(f"{out} already holds a run", fix="resume it, or give another folder")
    out.mkdir(parents=True, exist_ok=True)
    facts = RunFacts(
        model=config.model,
        steps=config.grpo.steps,
        lock=lock_name,
        lock_digest=lock_digest,
        policy=config.curriculum.name,
        seed=config.seed,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_facts(out, facts)
    return facts


def find(out: Path, lock_name: str, lock_digest: str) -> RunFacts:
    """The run that is to be resumed; ConfigError when there is none, LockError when its lock file changed since."""
    try:
        facts = RunFacts.model_validate_json((out / "run.json").read_bytes())
    except FileNotFoundError as error:
        raise ConfigError(f"{out} holds no run to resume", fix="start it without resume") from error
    except ValidationError as error:
        raise ConfigError(f"{out / 'run.json'}: {error}", fix="start a new run in another folder") from error
    if facts.lock_digest != lock_digest:
        raise LockError(
            f"the lock file {lock_name} changed since the run in {out} began: "
            f"{facts.lock_digest or 'no digest'} then, {lock_digest or 'no digest'} now",
            fix="restore the lock file, or start a new run in another folder",
        )
    return facts


def write_facts(out: Path, facts: RunFacts) -> None:
    temporary = out / "run.json.tmp"
    temporary.write_text(facts.model_dump_json(indent=1) + "\n")
    temporary.replace(out / "run.json")


def last_checkpoint(folder: Path) -> Path | None:
    """The latest checkpoint that was written to its end; None when there is none."""
    whole = [path.parent for path in folder.glob(f"checkpoint-*/{CURRICULUM_FILE}")]
    return max(whole, key=steps_done, default=None)


def steps_done(checkpoint: Path | None) -> int:
    return 0 if checkpoint is None else int(checkpoint.name.removeprefix("checkpoint-"))


def rewind(metrics: Path, step: int) -> float:
    """Keep the lines of the first `step` steps, one each; returns the seconds that those steps took."""
    if not metrics.exists():
        return 0.0
    kept = metrics.read_text().splitlines()[:step]
    temporary = metrics.with_suffix(".tmp")
    temporary.write_text("".join(line + "\n" for line in kept))
    temporary.replace(metrics)
    return float(json.loads(kept[-1])["time"]) if kept else 0.0
