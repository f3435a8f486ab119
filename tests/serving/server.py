"""A real model server in a process of its own, for as long as a test needs it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 2400.0
"""Seconds that a server may take to start: vLLM takes minutes on a machine with other work."""

_ANSWERED = '"POST /v1/chat/completions HTTP/1.1" 200'


@dataclass(frozen=True)
class Served:
    """A model behind an OpenAI-compatible endpoint on 127.0.0.1; `log` is the server's own log."""

    model: str
    base_url: str
    log: Path

    @property
    def answered(self) -> int:
        """The completions that the server has delivered, by its own count."""
        return self.log.read_text(errors="replace").count(_ANSWERED)


@contextmanager
def serve(command: Sequence[str], model: str, log: Path, environment: Mapping[str, str]) -> Iterator[Served]:
    """Run a server until the block ends, however it ends. `command` gets `--host` and `--port` of a free port added.

    Raises RuntimeError with the end of the log when the server ends by itself or takes longer than PATIENCE.
    """
    port = _free_port()
    command = [*command, "--host", "127.0.0.1", "--port", str(port)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        output.write(f"$ {' '.join(command)}\n")
        output.flush()
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=os.environ | environment,
            start_new_session=True,  # a group of its own, so that its workers end with it
            preexec_fn=end_with_parent,
        )
    try:
        _wait(process, f"http://127.0.0.1:{port}/health", log)
        yield Served(model, f"http://127.0.0.1:{port}/v1", log)
    finally:
        _end(process)


def end_with_parent() -> None:
    """For `preexec_fn`: the kernel ends the new process when the test run dies, also by SIGKILL (prctl(2))."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}; {log} ends so:\n{_tail(log)}")
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError), urllib.request.urlopen(url, timeout=10):
            return
        time.sleep(1)
    raise RuntimeError(f"the server was not ready after {PATIENCE:g} s; {log} ends so:\n{_tail(log)}")


def _end(process: subprocess.Popen[bytes]) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
            break
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # workers that outlived the server


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-30:])
