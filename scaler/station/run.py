"""A station at work: its parts started in order, tended, and ended together."""

from __future__ import annotations

import socket
import sys
import time
from types import TracebackType
from typing import Self

import httpx
from prefect.client.orchestration import get_client
from prefect.settings import (
    PREFECT_API_REQUEST_TIMEOUT,
    PREFECT_API_URL,
    PREFECT_CLIENT_MAX_RETRIES,
    temporary_settings,
)

from scaler.errors import ConfigError
from scaler.progress import headline, say
from scaler.station.children import Child
from scaler.station.config import ADDRESS, Part, StationConfig
from scaler.station.equip import POOLS, SILENCE, equip
from scaler.station.vanished import crash_vanished

PATIENCE = 180.0
"""Seconds that the server gets to answer: on a busy machine it needs many."""

LOOK = 60.0
"""Seconds between two looks for runs that vanished."""


class Station:
    """Server, workers and review page. Entering starts them, leaving ends them."""

    def __init__(self, config: StationConfig) -> None:
        self.config = config
        logs = config.state.resolve() / "logs"
        home = config.home.resolve()
        prefect, scaler = [sys.executable, "-m", "prefect"], [sys.executable, "-m", "scaler"]

        def child(name: str, part: Part, command: list[str]) -> Child:
            return Child(name, command, config.environment(part), home, logs / f"{name}.log")

        serve = [*prefect, "server", "start", "--host", ADDRESS, "--port", str(config.port)]
        self._server = child("server", "server", serve)
        self._others = [
            *(child(f"worker-{name}", "worker", [*prefect, "worker", "start", "--pool", name]) for name in POOLS),
            child(
                "review",
                "page",
                [*scaler, "review", "serve", "--registry", str((home / config.registry).resolve()), "--no-browser"]
                + ["--port", str(config.review_port), "--token-file", str(config.state.resolve() / "review-token")]
                + (["--reviewer", config.reviewer] if config.reviewer else []),
            ),
        ]

    @property
    def children(self) -> list[Child]:
        """All parts, the server first."""
        return [self._server, *self._others]

    def __enter__(self) -> Self:
        _require_deployments(self.config)
        for port, option in ((self.config.port, "--port"), (self.config.review_port, "--review-port")):
            _require_free(port, option)
        try:
            headline(f"SCALER's station in {self.config.state}")
            self._server.start()
            await_server(self._server, self.config.api)
            say(f"  Prefect      {self.config.ui}")
            equip(self.config)
            for child in self._others:
                child.start()
            say(f"  work pools   {', '.join(POOLS)}")
            say(f"  review page  {self.config.review_url}/<token>/  (token: {self.config.state / 'review-token'})")
            say(f"  logs         {self.config.state / 'logs'}")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def watch(self, interval: float = 1.0) -> None:
        """Restart what dies, and mark runs that vanished, until interrupted."""
        looked = time.monotonic()
        while True:
            self.tend()
            if time.monotonic() - looked > LOOK:
                looked = time.monotonic()
                self.crash_vanished()
            time.sleep(interval)

    def tend(self) -> None:
        """Look after every part once."""
        for child in self.children:
            child.tend()

    def crash_vanished(self) -> None:
        """Mark runs that died without a word, or they would keep their places for ever; say which."""
        if self._server.age < SILENCE.total_seconds():
            return
        shortly = {PREFECT_API_URL: self.config.api, PREFECT_API_REQUEST_TIMEOUT: 10.0, PREFECT_CLIENT_MAX_RETRIES: 0}
        try:
            with temporary_settings(shortly), get_client(sync_client=True) as client:
                for line in crash_vanished(client):
                    say(f"  {line}")
        except httpx.HTTPError as error:
            say(f"  could not look for runs that vanished: {type(error).__name__}; again in {LOOK:g} s")

    def _end(self) -> None:
        for child in self._others:
            child.ask()
        for child in reversed(self.children):
            child.end()


def await_server(server: Child, api: str) -> None:
    """Return once a server that was just started answers. Raises ConfigError when it ends, or says nothing for long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.pid is None:
            raise ConfigError(
                f"Prefect's server ended at once; its log: {server.log}", fix="read the log: it names the cause"
            )
        try:
            answer = httpx.get(f"{api}/health", timeout=5.0, trust_env=False)
            if answer.status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # it does not listen yet
        time.sleep(0.5)
    raise ConfigError(f"Prefect's server did not answer within {PATIENCE:g} s", fix=f"read {server.log}")


def _require_free(port: int, option: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise ConfigError(
                f"port {port} cannot be had: {error.strerror}",
                fix=f"end what listens there (another station?), or choose another one with {option}",
            ) from error


def _require_deployments(config: StationConfig) -> None:
    if not (config.home / "prefect.yaml").is_file():
        raise ConfigError(
            f"{config.home.resolve()} holds no prefect.yaml", fix="run it in a checkout, or name one with --home"
        )
