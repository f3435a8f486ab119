"""The folder of a run: who owns it, what is in it, and how far it can be trusted after a kill.

<out>/.lock            locked by the process that trains here
<out>/run.json         what is run, from which lock files and with which settings
<out>/job.json         what the processes of a run in several are told
<out>/metrics.jsonl    one line a step
<out>/checkpoints/     the last two checkpoints
<out>/base/            the demo model before GRPO, where there is one
<out>/posterior.json   what the frontier curriculum believed in the end
<out>/model/           the trained model
"""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from scaler.errors import ConfigError, LockError
from scaler.evaluation import read_evaluation
from scaler.files import write_file
from scaler.training.config import TrainConfig
from scaler.training.records import Record

CURRICULUM_FILE = "curriculum.json"
"""Written last into a checkpoint: where it is missing, the checkpoint is not whole."""

FREE = ("processes", "threads", "supply", "report_to", "checkpoint_every", "evaluation", "grpo.micro_batch")
"""Settings that a resumed run may change: they decide how it is computed and watched, not what is learned."""


class LockChange(Record):
    """The run went on with another lock file from the step after `step`; names of environments that came and left."""

    step: int
    before: str
    after: str
    came: tuple[str, ...]
    left: tuple[str, ...]


class SavedCurriculum(Record):
    """What a checkpoint holds of the curriculum: its state, and the lock file and versions that it speaks of."""

    lock_digest: str
    refs: dict[str, str]
    state: dict[str, Any]


class RunFacts(Record):
    """run.json. `seconds` is 0 until the run is done; `lock_digest` is the present lock's, after all `lock_changes`.

    `config` holds all settings that the run began with; empty in runs that did not keep them.
    """

    model: str
    steps: int
    lock: str
    lock_digest: str
    policy: str
    seed: int
    started: str
    seconds: float = 0.0
    lock_changes: tuple[LockChange, ...] = ()
    config: dict[str, Any] = {}


@contextmanager
def own(out: Path) -> Iterator[None]:
    """Keep other processes from training in `out`; the system ends this when the process dies.

    Raises ConfigError when another one does.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError(
                f"another process trains in {out}", fix="wait for it or end it, or give another folder"
            ) from error
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # for processes that were forked meanwhile and hold the file too


def check(
    out: Path, config: TrainConfig, lock_name: str, lock_digest: str, *, resume: bool, accept_lock_change: bool
) -> RunFacts | None:
    """The run in `out` that is to be resumed, None for a new one. Reads alone, so that it may come before all else.

    Raises ConfigError when `out` already holds a run and `resume` is off, holds none and it is on, or holds one with
    other settings, and when `accept_lock_change` comes without `resume`; LockError when the lock file changed.
    """
    if not resume:
        if accept_lock_change:
            raise ConfigError(
                "a new run has no lock file that could have changed",
                fix="give --accept-lock-change together with --resume, or leave it out",
            )
        _require_none(out)
        return None
    facts = find(out)
    require_config(out, facts, config)
    if not facts.seconds and not accept_lock_change:
        require_lock(out, facts, lock_name, lock_digest)
    return facts


def begin(out: Path, config: TrainConfig, lock_name: str, lock_digest: str) -> RunFacts:
    """Claim the folder for a new run; ConfigError when it already holds one."""
    _require_none(out)
    out.mkdir(parents=True, exist_ok=True)
    facts = RunFacts(
        model=config.model,
        steps=config.grpo.steps,
        lock=lock_name,
        lock_digest=lock_digest,
        policy=config.curriculum.name,
        seed=config.seed,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        config=config.model_dump(mode="json"),
    )
    write_facts(out, facts)
    return facts


def _require_none(out: Path) -> None:
    if (out / "run.json").exists():
        raise ConfigError(f"{out} already holds a run", fix="resume it, or give another folder")


def find(out: Path) -> RunFacts:
    """The run that is to be resumed; ConfigError when there is none."""
    try:
        return RunFacts.model_validate_json((out / "run.json").read_bytes())
    except FileNotFoundError as error:
        raise ConfigError(f"{out} holds no run to resume", fix="start it without resume") from error
    except ValidationError as error:
        raise ConfigError(f"{out / 'run.json'}: {error}", fix="start a new run in another folder") from error


def require_config(out: Path, facts: RunFacts, config: TrainConfig) -> None:
    """Raises ConfigError when a resumed run is given other settings than it began with, those in FREE aside."""
    if not facts.config:
        return
    try:
        began = TrainConfig.model_validate(facts.config)
    except ValidationError as error:
        raise ConfigError(
            f"{out / 'run.json'}: the settings are not those of this version: {error}",
            fix="start a new run in another folder",
        ) from error
    differ = list(_differences(began.model_dump(mode="json"), config.model_dump(mode="json")))
    if differ:
        raise ConfigError(
            f"the run in {out} began with other settings: {'; '.join(differ)}",
            fix="resume it with its own settings, or start a new run in another folder",
        )


def _differences(before: Any, now: Any, name: str = "") -> Iterator[str]:
    """Settings that differ, as `name: value then, value now`, without those in FREE."""
    if name in FREE or before == now:
        return
    if isinstance(before, dict) and isinstance(now, dict):
        for key in dict.fromkeys((*before, *now)):
            yield from _differences(before.get(key), now.get(key), f"{name}.{key}" if name else key)
    else:
        yield f"{name}: {before} then, {now} now"


def require_lock(out: Path, facts: RunFacts, lock_name: str, lock_digest: str) -> None:
    """Raises LockError when the lock file is not the one that the run was on last."""
    if facts.lock_digest != lock_digest:
        raise LockError(
            f"the lock file {lock_name} changed since the run in {out} began: "
            f"{facts.lock_digest or 'no digest'} then, {lock_digest or 'no digest'} now",
            fix="restore the lock file, go on with the new one (--accept-lock-change), or start a new run elsewhere",
        )


def change_lock(
    out: Path, facts: RunFacts, checkpoint: Path | None, lock_name: str, lock_digest: str, refs: Mapping[str, str]
) -> RunFacts:
    """Write down that the run goes on from `checkpoint` with another lock file, of environments name -> ref."""
    before = dict(refs) if checkpoint is None else read_curriculum(checkpoint).refs
    change = LockChange(
        step=steps_done(checkpoint),
        before=facts.lock_digest,
        after=lock_digest,
        came=tuple(name for name in refs if name not in before),
        left=tuple(name for name in before if name not in refs),
    )
    changed = facts.model_copy(
        update={"lock": lock_name, "lock_digest": lock_digest, "lock_changes": (*facts.lock_changes, change)}
    )
    write_facts(out, changed)
    return changed


def finished(out: Path) -> bool:
    """Whether the run in `out` came to its end, the evaluation after training included, where one was begun."""
    if not (out / "run.json").exists() or not find(out).seconds:
        return False
    evaluation = read_evaluation(out / "evaluation.json")
    return evaluation is None or bool(evaluation.after)


def write_facts(out: Path, facts: RunFacts) -> None:
    write_file(out / "run.json", (facts.model_dump_json(indent=1) + "\n").encode())


def write_curriculum(checkpoint: Path, saved: SavedCurriculum) -> None:
    """The last file of a checkpoint: with it, the checkpoint is whole."""
    write_file(checkpoint / CURRICULUM_FILE, saved.model_dump_json().encode())


def read_curriculum(checkpoint: Path) -> SavedCurriculum:
    """Raises ConfigError when it cannot be read."""
    path = checkpoint / CURRICULUM_FILE
    try:
        return SavedCurriculum.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", fix="remove this checkpoint, and resume") from error


def last_checkpoint(folder: Path) -> Path | None:
    """The latest checkpoint that was written to its end; None when there is none."""
    whole = [path.parent for path in folder.glob(f"checkpoint-*/{CURRICULUM_FILE}")]
    return max(whole, key=steps_done, default=None)


def discard_partial(folder: Path) -> None:
    """Remove checkpoints that a kill left unfinished: the run will write them again."""
    for checkpoint in folder.glob("checkpoint-*"):
        if not (checkpoint / CURRICULUM_FILE).exists():
            shutil.rmtree(checkpoint)


def steps_done(checkpoint: Path | None) -> int:
    return 0 if checkpoint is None else int(checkpoint.name.removeprefix("checkpoint-"))


def rewind(metrics: Path, step: int) -> float:
    """Keep the lines of the first `step` steps, one each; returns the seconds that those steps took."""
    if not metrics.exists():
        return 0.0
    kept = metrics.read_text().splitlines()[:step]
    write_file(metrics, "".join(line + "\n" for line in kept).encode())
    return float(json.loads(kept[-1])["time"]) if kept else 0.0
