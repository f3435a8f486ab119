"""A run in two processes as `scaler train --processes 2` starts it: with registry, sandbox and launcher."""

from __future__ import annotations

import json
import os
from multiprocessing import Pipe
from pathlib import Path

import pytest

from scaler.errors import ConfigError, LockError, ScalerError
from scaler.registry import write_lock
from scaler.sandbox import Sandbox
from scaler.training import StepRecord, TrainConfig
from scaler.training.launch import _member, launch
from scaler.training.worker import Job, read_job, write_job
from tests import toy

pytestmark = pytest.mark.sandbox


@pytest.fixture
def job(tmp_path: Path, sandbox: Sandbox, config: TrainConfig, base: Path) -> Job:
    registry = toy.registry(tmp_path, sandbox, "max", "min")
    for name in ("max-of-list", "min-of-list"):
        registry.review(name, "approved", "ann", "sound")
    lock = write_lock(registry, "toy")
    grpo = config.grpo.model_copy(update={"steps": 2})
    settings = config.model_copy(update={"model": str(base), "grpo": grpo, "processes": 2})
    return Job(config=settings, registry=registry.root, lock=lock, out=tmp_path / "run")


@pytest.mark.slow
def test_two_processes_train_from_a_lock_file(job: Job) -> None:
    seen: list[StepRecord] = []
    result = launch(job, lambda step, metrics: seen.append(metrics))
    assert [record.step for record in seen] == [1, 2]
    written = [StepRecord.model_validate_json(line) for line in (job.out / "metrics.jsonl").read_text().splitlines()]
    assert written == seen
    assert result.seconds == json.loads((job.out / "run.json").read_text())["seconds"] > 0
    assert (result.model / "model.safetensors").is_file()
    with pytest.raises(ConfigError, match="already holds a run"):
        launch(job)


@pytest.mark.slow
def test_an_error_of_the_leader_is_the_error_of_the_call(job: Job) -> None:
    with pytest.raises(LockError, match=r"none\.lock"):
        launch(job.model_copy(update={"lock": job.lock.with_name("none.lock")}))


def test_a_job_is_read_as_it_was_written(tmp_path: Path, config: TrainConfig) -> None:
    job = Job(config=config, registry=tmp_path, lock=tmp_path / "a.lock", out=tmp_path / "run", resume=True)
    assert read_job(write_job(job)) == job
    (tmp_path / "run" / "job.json").write_text("{}")
    with pytest.raises(ConfigError) as caught:
        read_job(tmp_path / "run" / "job.json")
    assert caught.value.fix == "write it with: scaler train CONFIG ... --job-only"


def test_a_fault_of_the_leader_is_told_as_an_error(
    job: Job, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("the tokenizer has no such token")

    monkeypatch.setattr("scaler.training.launch.work", fail)
    monkeypatch.setattr(os, "environ", {**os.environ, "OMP_NUM_THREADS": "1"})
    reader, writer = Pipe(duplex=False)
    with reader, writer:
        with pytest.raises(SystemExit):
            _member(0, 2, "", write_job(job), writer)
        told = reader.recv()
    assert isinstance(told, ScalerError)
    assert told.message == "the leading process failed: ValueError: the tokenizer has no such token"
    assert "in fail" in capsys.readouterr().err
