from __future__ import annotations

import importlib.util
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scaler.errors import ConfigError
from scaler.training import EnvironmentStep, StepRecord, TrainConfig
from scaler.training.run import train
from scaler.training.trackers import keep_in, tracked, trackers
from tests.training.conftest import Sorting

OFFLINE_RUN = """
import socket, sys
from pathlib import Path

def refuse(*_, **__):
    raise AssertionError("the run reached for the network")

socket.socket.connect = socket.getaddrinfo = refuse

from scaler.training import TrainConfig
from scaler.training.trackers import keep_in
from tests.training.conftest import Sorting

folder = Path(sys.argv[1])
config = TrainConfig.model_validate_json((folder / "config.json").read_text())
keep_in(folder / "run", config)
from scaler.training.run import train

train(config, {"first": Sorting("first@1.0")}, out=folder / "run")
"""


def only(monkeypatch: pytest.MonkeyPatch, *installed: str) -> None:
    def find_spec(name: str) -> Any:
        return object() if name in installed else None

    monkeypatch.setattr("scaler.training.trackers.find_spec", find_spec)


def test_trackio_is_the_default_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch)
    assert trackers(TrainConfig()) == ()
    only(monkeypatch, "trackio")
    assert trackers(TrainConfig()) == ("trackio",)
    assert trackers(TrainConfig(report_to=())) == ()


def test_a_tracker_that_is_not_installed_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "tensorboardX")
    assert trackers(TrainConfig(report_to=("tensorboard",))) == ("tensorboard",)
    with pytest.raises(ConfigError, match="report_to: wandb is not installed") as caught:
        trackers(TrainConfig(report_to=("tensorboard", "wandb")))
    assert caught.value.fix == "pip install wandb, or leave it out"
    with pytest.raises(ConfigError, match="trackio is not installed") as caught:
        trackers(TrainConfig(report_to=("trackio",)))
    assert caught.value.fix == "pip install 'scaler[watch]', or leave it out"


def test_trackers_write_into_the_run_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    only(monkeypatch, "trackio", "wandb")
    monkeypatch.setenv("WANDB_DIR", "elsewhere")
    monkeypatch.delenv("TRACKIO_DIR", raising=False)
    keep_in(tmp_path, TrainConfig(report_to=("trackio", "wandb")))
    assert os.environ["TRACKIO_DIR"] == str(tmp_path / "trackio")
    assert os.environ["WANDB_DIR"] == "elsewhere"
    monkeypatch.delenv("TRACKIO_DIR")


def test_a_record_becomes_flat_numbers_and_what_is_unknown_is_left_out() -> None:
    record = StepRecord(
        step=3,
        time=1.5,
        reward=0.25,
        effective_prompts=None,
        zero_variance=2,
        mean_level=1.5,
        active=("a", "b"),
        replaced={"slope": 2, "zeros": 1},
        quarantined={"c": "its oracles disagree"},
        environments={
            "a": EnvironmentStep(level=2.0, pass_rate=0.5, groups=1),
            "b": EnvironmentStep(level=1.0, pass_rate=None, groups=1),
        },
        response_tokens=12.0,
        loss=0.1,
    )
    assert tracked(record) == {
        "curriculum/pass_rate": 0.25,
        "curriculum/zero_variance": 2.0,
        "curriculum/mean_level": 1.5,
        "curriculum/active": 2.0,
        "curriculum/replaced": 3.0,
        "curriculum/quarantined": 1.0,
        "curriculum/level/a": 2.0,
        "curriculum/pass_rate/a": 0.5,
        "curriculum/level/b": 1.0,
    }


def test_what_trl_logs_has_the_curriculum_in_it(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    train(config.model_copy(update={"model": str(base)}), {"first": Sorting("first@1.0")}, out=tmp_path)
    (last,) = json.loads((tmp_path / "checkpoints" / "checkpoint-5" / "trainer_state.json").read_text())["log_history"]
    line = json.loads((tmp_path / "metrics.jsonl").read_text().splitlines()[-1])
    assert last["step"] == line["step"] == 5
    assert last["curriculum/mean_level"] == line["mean_level"]
    assert last["curriculum/pass_rate/first"] == line["environments"]["first"]["pass_rate"]
    assert last["reward"] == pytest.approx(line["reward"])


@pytest.mark.skipif(importlib.util.find_spec("trackio") is None, reason="trackio is not installed: scaler[watch]")
def test_a_run_reaches_trackio_without_a_network(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    wanted = config.model_copy(update={"model": str(base), "report_to": ("trackio",)})
    (tmp_path / "config.json").write_text(wanted.model_dump_json())
    environment = {key: value for key, value in os.environ.items() if not key.startswith("TRACKIO")}
    subprocess.run(
        [sys.executable, "-c", OFFLINE_RUN, str(tmp_path)], check=True, env=environment, cwd=Path(__file__).parents[2]
    )
    (database,) = (tmp_path / "run" / "trackio").glob("*.db")
    with sqlite3.connect(database) as connection:
        rows = [str(row) for row in connection.execute("select metrics from metrics order by step")]
    assert sum("curriculum/mean_level" in row for row in rows) == config.grpo.steps
