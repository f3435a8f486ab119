"""A Prefect server of a benchmark's own, with a station's settings."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from scaler.station.children import Child
from scaler.station.config import ADDRESS, StationConfig
from scaler.station.run import await_server


@dataclass(frozen=True)
class Server:
    """`environment` is what a flow run on it needs; `api` its address."""

    child: Child
    environment: dict[str, str]
    api: str

    def locked(self) -> int:
        """How often its log says that the database was locked."""
        return self.child.log.read_text(errors="replace").count("database is locked")

    def states(self, kind: str) -> dict[str, int]:
        """How many runs of a kind, `flow_runs` or `task_runs`, are in each state."""
        counts: dict[str, int] = {}
        for state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "RUNNING", "PENDING", "SCHEDULED"):
            chosen = {kind: {"state": {"type": {"any_": [state]}}}}
            answer = httpx.post(f"{self.api}/{kind}/count", json=chosen, timeout=60, trust_env=False)
            if number := int(answer.raise_for_status().json()):
                counts[state.lower()] = number
        return counts


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server on a free port of 127.0.0.1, with its database in `folder`, for as long as the block runs."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port = probe.getsockname()[1]
    config = StationConfig(state=folder, port=port)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", ADDRESS, "--port", str(port)]
    child = Child("server", command, config.environment("server"), Path.cwd(), folder.resolve() / "server.log")
    child.start()
    try:
        await_server(child, config.api)
        yield Server(child, config.environment(), config.api)
    finally:
        child.end()
