"""Two processes on the CPU, over gloo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch.multiprocessing.spawn import ProcessExitedException, ProcessRaisedException

from scaler.training import GRPOSettings, TrainConfig
from scaler.training.folder import last_checkpoint
from tests.training import members
from tests.training.test_run import lines


@pytest.fixture
def shared(config: TrainConfig, base: Path) -> TrainConfig:
    """Three groups of four: the second lies in both processes."""
    grpo = GRPOSettings(steps=5, prompts=3, group_size=4, learning_rate=1e-3, max_completion_tokens=6)
    return config.model_copy(update={"model": str(base), "grpo": grpo})


def seen(size: int, config: TrainConfig, base: Path, out: Path) -> Any:
    out.mkdir()
    members.start(size, out, members.rigged, config, base, out).join()
    return torch.load(out / "seen.pt")


def test_two_processes_draw_what_one_draws(shared: TrainConfig, base: Path, tmp_path: Path) -> None:
    config = shared.model_copy(update={"grpo": shared.grpo.model_copy(update={"steps": 3})})
    one, two = (seen(size, config, base, tmp_path / str(size)) for size in (1, 2))
    assert two == one
    assert sum(len(asked) for asked in two["asked"].values()) == 9
    assert len(set(two["prompts"])) == 3
    for group in range(3):
        assert len(set(two["prompts"][group * 4 : group * 4 + 4])) == 1
    assert any(0 < rate < 1 for rate in two["rewards"])


def test_two_processes_killed_and_resumed_are_as_unbroken(shared: TrainConfig, tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    members.start(2, tmp_path, members.run, shared, whole).join()
    with pytest.raises(ProcessExitedException, match="SIGKILL"):
        members.start(2, tmp_path, members.run, shared, broken, False, 3).join(grace_period=5)
    assert [line["step"] for line in lines(broken)] == [1, 2, 3]
    assert last_checkpoint(broken / "checkpoints") == broken / "checkpoints" / "checkpoint-2"
    members.start(2, tmp_path, members.run, shared, broken, True).join()
    assert lines(broken) == lines(whole)
    assert [line["step"] for line in lines(whole)] == [1, 2, 3, 4, 5]
    weights = [(run / "model" / "model.safetensors").read_bytes() for run in (whole, broken)]
    assert weights[0] == weights[1]
    assert json.loads((broken / "run.json").read_text())["seconds"] > 0


def test_an_error_of_the_leader_ends_all(shared: TrainConfig, tmp_path: Path) -> None:
    curriculum = shared.curriculum.model_copy(update={"name": "paper"})
    config = shared.model_copy(update={"curriculum": curriculum})
    with pytest.raises(ProcessRaisedException, match="the generator failed"):
        members.start(2, tmp_path, members.fail, config, tmp_path).join(grace_period=20)
    texts = [(tmp_path / f"error-{rank}.txt").read_text() for rank in (0, 1)]
    assert texts[0] == texts[1]
    assert texts[0].endswith("@1.0: the generator failed\n  fix: yank it")
