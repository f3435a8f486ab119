"""What processes of the tests do. They fork from a server that imported torch and TRL once, so each costs little."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch.multiprocessing.spawn import ProcessContext, start_processes
from transformers import AutoModelForCausalLM, AutoTokenizer

from scaler.curriculum import make_curriculum
from scaler.environment import Instance, Score
from scaler.errors import InstanceError
from scaler.training import TrainConfig
from scaler.training.arguments import grpo_arguments
from scaler.training.records import StepRecord
from scaler.training.run import train
from scaler.training.supply import Supply
from scaler.training.tasks import Tasks
from scaler.training.team import join_team, leave_team, stand_in
from scaler.training.trainer import AdaptiveGRPOTrainer
from tests.training.conftest import Sorting

NAMES = ("first", "second", "third")
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.training.members"])


class Rigged(Sorting):
    """Whether an answer is right depends on the instance and on its place in the group, not on the answer."""

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        seen: dict[tuple[int, int], int] = {}
        scores = []
        for instance, _ in pairs:
            key = (instance.level, instance.seed)
            seen[key] = place = seen.get(key, 0) + 1
            scores.append(Score(value=float((instance.seed * 7 + instance.level + place) % 3 == 0), reason=""))
        return scores


class Broken(Sorting):
    """It cannot make an instance."""

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        raise InstanceError(f"{self.ref}: the generator failed", fix="yank it")


def pool(kind: type[Sorting] = Sorting) -> dict[str, Sorting]:
    return {name: kind(f"{name}@1.0") for name in NAMES}


def start(size: int, folder: Path, function: Any, *arguments: Any) -> ProcessContext:
    """`size` processes that call `function(rank, *arguments)`, in a team of their own that meets under `folder`."""
    meeting = f"file://{folder}/meeting-{len(list(folder.glob('meeting-*')))}"
    Path(meeting.removeprefix("file://")).touch()
    inner = (size, meeting, function, arguments)
    context = start_processes(_member, inner, nprocs=size, join=False, start_method="forkserver")
    assert context is not None
    return context


def _member(rank: int, size: int, meeting: str, function: Any, arguments: tuple[Any, ...]) -> None:
    torch.set_num_threads(1)
    if size > 1:  # alone, accelerate would take these for a launcher's, and want a port of its own
        stand_in(rank, size)
        os.environ["OMP_NUM_THREADS"] = "1"
        join_team("cpu", meeting)
    function(rank, *arguments)
    leave_team()


def run(rank: int, config: TrainConfig, out: Path, resume: bool = False, killed_at: int | None = None) -> None:
    """Train; the leader kills itself when step `killed_at` is recorded."""

    def progress(step: int, metrics: StepRecord) -> None:
        if step == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    train(config, pool() if rank == 0 else {}, out=out, resume=resume, lock_digest="1", progress=progress)


def fail(rank: int, config: TrainConfig, out: Path) -> None:
    """Train on what cannot be drawn; each process writes the error that it got."""
    try:
        train(config, pool(Broken) if rank == 0 else {}, out=out)
    except InstanceError as error:
        (out / f"error-{rank}.txt").write_text(str(error))
        raise


def rigged(rank: int, config: TrainConfig, base: Path, out: Path) -> None:
    """Train with answers that do not matter; the leader writes what was drawn, and the prompts of the last step."""
    team = join_team("cpu")
    environments = pool(Rigged)
    curriculum = make_curriculum("frontier", {name: env.levels for name, env in environments.items()}, {}, seed=0)
    records: list[StepRecord] = []
    with Supply(environments) as supply:
        trainer = AdaptiveGRPOTrainer(
            model=AutoModelForCausalLM.from_pretrained(base),
            args=grpo_arguments(config, out / "checkpoints", team.size),
            tokenizer=AutoTokenizer.from_pretrained(base, padding_side="left"),
            tasks=Tasks(environments, curriculum, supply) if team.leads else None,
            on_step=records.append,
            team=team,
        )
        trainer.train()
    if team.leads:
        asked = {name: env.asked for name, env in environments.items()}
        rewards = [record.reward for record in records]
        torch.save({"asked": asked, "rewards": rewards, "prompts": list(trainer._logs["prompt"])}, out / "seen.pt")
    else:
        assert records == []
        assert all(env.asked == [] for env in environments.values())


def alone(config: TrainConfig, out: Path, resume: bool) -> None:
    """Train in this process, which forked from the server."""
    torch.set_num_threads(1)
    train(config, pool(), out=out, resume=resume, lock_digest="1")
