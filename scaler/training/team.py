"""The processes of a run: the first one leads and knows the environments, the others compute with it.

Objects go over a gloo group of their own, on the CPU: they wait for nothing on a GPU, and a GPU's time limit does not
run while the leader makes instances. An error of the leader in `lead` or `share` is raised in every process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

import torch
import torch.distributed as dist

from scaler.errors import ScalerError

T = TypeVar("T")

PATIENCE = timedelta(hours=2)
"""How long a process waits for the others: the leader may make a warm-up model or compile many programs meanwhile."""


class Team:
    """`rank` counts from 0, the leader; `size` 1 is a run in one process, which exchanges nothing."""

    def __init__(self, group: Any = None) -> None:
        self._group = group
        self.rank: int = 0 if group is None else dist.get_rank(group)
        self.size: int = 1 if group is None else dist.get_world_size(group)

    @property
    def leads(self) -> bool:
        """Whether this process is the leader."""
        return self.rank == 0

    def lead(self, act: Callable[[], T]) -> T | None:
        """Let the leader act, and wait for it; its result stays with it, the others get None."""
        result, error = None, None
        if self.leads:
            try:
                result = act()
            except Exception as raised:
                error = raised
                if self.size == 1:
                    raise
        told = self._broadcast(portable(error))
        if error is not None:
            raise error
        if told is not None:
            raise told
        return result

    def share(self, make: Callable[[], T]) -> T:
        """What the leader makes, in every process. It must be picklable."""
        made = self.lead(make)
        return self._broadcast(made)  # type: ignore[no-any-return]

    def gather(self, part: Sequence[T]) -> list[T]:
        """The parts of all processes in the order of their ranks, for the leader; the others get an empty list."""
        if self.size == 1:
            return list(part)
        parts: list[Any] | None = [None] * self.size if self.leads else None
        dist.gather_object(list(part), parts, group=self._group)
        return [each for one in parts or [] for each in one]

    def wait(self) -> None:
        """Until all are here."""
        if self.size > 1:
            dist.barrier(group=self._group)

    def _broadcast(self, value: Any) -> Any:
        if self.size == 1:
            return value
        box = [value]
        dist.broadcast_object_list(box, src=0, group=self._group)
        return box[0]


def stand_in(rank: int, size: int) -> None:
    """Set the variables that a launcher would set, for a process of this machine: it listens on loopback only."""
    os.environ |= {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(size),
        "LOCAL_WORLD_SIZE": str(size),
        "MASTER_ADDR": "127.0.0.1",
        "GLOO_SOCKET_IFNAME": "lo",
        "NCCL_SOCKET_IFNAME": "lo",
    }


def join_team(device: str, meeting: str = "env://") -> Team:
    """The team that this process belongs to, as the launcher's variables say (RANK, WORLD_SIZE, LOCAL_RANK).

    Without them it is alone. `device` is "cuda" or "cpu"; `meeting` is where the processes find each other, as
    torch.distributed.init_process_group takes it.
    """
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return Team()
    if not dist.is_initialized():
        if device == "cuda":
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        backend = "nccl" if device == "cuda" else "gloo"
        dist.init_process_group(backend, meeting, timeout=PATIENCE, rank=int(os.environ["RANK"]), world_size=size)
    return Team(dist.new_group(backend="gloo", timeout=PATIENCE))


def leave_team() -> None:
    """End the exchange, where there was one."""
    if dist.is_initialized():
        dist.destroy_process_group()


def portable(error: Exception | None) -> ScalerError | None:
    """The leader's error as other processes raise it."""
    if error is None or isinstance(error, ScalerError):
        return error
    return ScalerError(f"the leading process failed: {type(error).__name__}: {error}")
