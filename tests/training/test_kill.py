"""SIGKILL, at any moment: the resumed run is the unbroken one, step for step and weight for weight."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaler.training import TrainConfig
from scaler.training.folder import CURRICULUM_FILE
from tests.training import members
from tests.training.test_run import lines

STEPS = 6


@pytest.fixture
def killable(config: TrainConfig, base: Path) -> TrainConfig:
    grpo = config.grpo.model_copy(update={"steps": STEPS})
    return config.model_copy(update={"model": str(base), "grpo": grpo, "checkpoint_every": 1})


def start(config: TrainConfig, out: Path) -> Any:
    process = members.SERVER.Process(target=members.alone, args=(config, out, (out / "run.json").exists()))
    process.start()
    return process


def kill_when(process: Any, reached: Callable[[], bool]) -> bool:
    """Kill the process as soon as it has come so far; False when it ended before."""
    while process.is_alive():
        if reached():
            process.kill()
            process.join()
            return True
        time.sleep(0.0005)
    assert process.exitcode == 0
    return False


def partial(out: Path) -> list[Path]:
    found = (out / "checkpoints").glob("checkpoint-*")
    return [checkpoint for checkpoint in found if not (checkpoint / CURRICULUM_FILE).exists()]


def finish(config: TrainConfig, out: Path) -> None:
    process = start(config, out)
    process.join()
    assert process.exitcode == 0


def require_same(killed: Path, whole: Path) -> None:
    assert lines(killed) == lines(whole)
    assert [line["step"] for line in lines(whole)] == list(range(1, STEPS + 1))
    weights = [(run / "model" / "model.safetensors").read_bytes() for run in (killed, whole)]
    assert weights[0] == weights[1]
    assert partial(killed) == []


def test_kills_during_a_step_and_during_a_checkpoint(killable: TrainConfig, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "killed"
    finish(killable, whole)
    metrics = out / "metrics.jsonl"
    assert kill_when(start(killable, out), lambda: metrics.exists() and metrics.stat().st_size > 0)
    assert kill_when(start(killable, out), lambda: (out / "checkpoints" / "checkpoint-3").exists())
    finish(killable, out)
    require_same(out, whole)


def later(rng: random.Random) -> Callable[[], bool]:
    """A moment in the next seconds."""
    until = time.monotonic() + rng.uniform(0.5, 6)
    return lambda: time.monotonic() > until


def while_writing(rng: random.Random, out: Path) -> Callable[[], bool]:
    """The moment when a certain file of an unfinished checkpoint is there."""
    file = rng.choice(["model.safetensors", "optimizer.pt", "rng_state.pth", "trainer_state.json"])
    return lambda: any((checkpoint / file).exists() for checkpoint in partial(out))


@pytest.mark.slow
def test_many_kills_at_any_moment(killable: TrainConfig, tmp_path: Path) -> None:
    rng = random.Random(0)
    whole = tmp_path / "whole"
    finish(killable, whole)
    kills, unfinished = 0, 0
    for trial in range(6):
        out = tmp_path / f"killed-{trial}"
        for _ in range(6):
            moment = later(rng) if rng.random() < 0.5 else while_writing(rng, out)
            if not kill_when(start(killable, out), moment):
                break
            kills += 1
            unfinished += bool(partial(out))
        finish(killable, out)
        require_same(out, whole)
    assert kills >= 12
    assert unfinished >= 1
