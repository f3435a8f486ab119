"""One jail: a confined, warm runner process and the socket on which it is asked to run things."""

from __future__ import annotations

import contextlib
import json
import math
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Literal, Protocol

from scaler.errors import SandboxFailure
from scaler.sandbox import policy
from scaler.sandbox.api import Limits
from scaler.sandbox.results import Report

START_SECONDS = 120.0
GRACE_SECONDS = 30.0
SHARED_OUTPUT = 8  # calls that share a process may together write so many times what one of them may


INSIDE = Path(__file__).with_name("inside")
# Not -I: it would ignore PYTHONHASHSEED, and sets of strings would iterate in another order in each jail.
PYTHON_FLAGS = ("-s", "-S", "-P", "-B", "-X", "frozen_modules=on")
ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
START = "import sys; sys.path.insert(0, {folder!r}); from inside.main import main; del sys.path[0]; main()"


class Backend(Protocol):
    """A way to hold untrusted code: how its processes are started, and what that guarantees."""

    @property
    def name(self) -> str: ...

    @property
    def max_threads(self) -> int:
        """RLIMIT_NPROC of what runs inside; -1 for none, where it would count the host's processes too."""
        ...

    def serving(self, number: int, control: int, launcher: Path | None) -> list[str]:
        """The command that starts a warm runner. `control` is its inherited socket, `launcher` what starts binaries."""
        ...

    def building(self, number: int, control: int, command: list[str], folder: Path) -> list[str]:
        """The command that runs a compiler. `folder` is empty and its own, for backends that have no /tmp to give."""
        ...

    def describe(self) -> dict[str, str]: ...


class Jail:
    """Runs one request at a time. `number` tells the jails of this process apart; binaries need a `launcher`.

    The kernel kills the jail when the thread that started it ends: start it in a thread that lives as long.
    Raises SandboxFailure whenever the jail, not the program inside, is at fault; the jail is useless after that.
    """

    def __init__(self, backend: Backend, number: int, launcher: Path | None = None) -> None:
        self.used = 0
        self.launcher = launcher
        self._threads = backend.max_threads
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the jail
        self._control, inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with inside:
            command = backend.serving(number, inside.fileno(), launcher)
            self._process = launch(command, subprocess.DEVNULL, subprocess.DEVNULL, self._errors, [inside.fileno()])
        try:
            with memory_file(policy.confined()) as program:
                hello, _ = self._exchange(b"filter", [program], START_SECONDS)
            self.python = hello.decode()
        except BaseException:
            self.close()
            raise

    def run(
        self,
        kind: Literal["call", "python", "binary"],
        fds: Sequence[int],
        limits: Limits,
        *,
        lines: int = 0,
    ) -> Report:
        """Run one child. `fds`: the code (call: its JSON task), then the file that becomes stdin, if any."""
        request = {
            "kind": kind,
            "threads": self._threads,
            "lines": lines,
            "cpu": limits.cpu,
            "cpu_limit": math.ceil(limits.cpu * max(1, lines)) + 1,
            "wall": limits.wall,
            "memory": limits.memory,
            "stack": limits.stack,
            "output": limits.output,
            "total": limits.output * (min(lines, SHARED_OUTPUT) or 1),
        }
        self.used += 1
        _, reply = self._exchange(json.dumps(request).encode(), fds, limits.wall * max(1, lines) + GRACE_SECONDS)
        with os.fdopen(reply, "rb") as file:
            file.seek(0)
            report = json.loads(file.readline())
            body = file.read()
        if not report["confined"]:
            raise SandboxFailure(f"the program could not be confined: {body[-2048:].decode(errors='replace')}")
        size = report["output"]
        return Report(
            verdict=report["verdict"],
            code=report["code"],
            cpu=report["cpu"],
            wall=report["wall"],
            memory=report["memory"],
            output=body[:size],
            stderr=body[size:],
            refused=report["refused"],
            marks=tuple((cpu, wall) for cpu, wall in report["marks"]),
        )

    def kill(self) -> None:
        """End all that runs in the jail, from any thread; a `run` under way raises SandboxFailure."""
        with contextlib.suppress(OSError):  # not connected: the runner is gone already
            self._control.shutdown(socket.SHUT_RDWR)  # the runner leaves at that, and with it all in its pid namespace
        self._process.kill()

    def close(self) -> None:
        """Kill the jail and give back what it held. May be called twice, by the thread that uses it."""
        self.kill()
        self._process.wait()
        self._control.close()
        self._errors.close()

    def _exchange(self, message: bytes, fds: Sequence[int], timeout: float) -> tuple[bytes, int]:
        """Send a request; its answer, and the file that came with it, or -1."""
        try:
            self._control.settimeout(timeout)
            socket.send_fds(self._control, [message], fds)
            answer, replies, _, _ = socket.recv_fds(self._control, 64, 1, socket.MSG_CMSG_CLOEXEC)
        except OSError as error:
            raise SandboxFailure(f"the jail does not answer: {error}{self._complaint()}") from error
        if not answer:
            raise SandboxFailure(f"the jail has died{self._complaint()}")
        return answer, replies[0] if replies else -1

    def _complaint(self) -> str:
        self._errors.seek(0)
        text = self._errors.read()[-1000:].decode(errors="replace").strip()
        return f": {text}" if text else ""


def python_command(
    python: str,
    folder: str,
    control: int,
    *,
    uid: int = -1,
    landlock: Mapping[str, Sequence[str]] | None = None,
    launcher: str = "",
    build: tuple[Sequence[str], str] | None = None,
) -> list[str]:
    """The command that runs `inside`, which lies in `folder`, with an interpreter: see `inside.main`."""
    command, private = build or ((), "")
    order = {
        "mode": "serve" if build is None else "build",
        "control": control,
        "uid": uid,
        "landlock": landlock,
        "launcher": launcher,
        "command": command,
        "folder": private,
    }
    return [python, *PYTHON_FLAGS, "-c", START.format(folder=folder), json.dumps(order)]


def launch(
    command: list[str], stdin: int, stdout: int, stderr: IO[bytes], inherited: Sequence[int]
) -> subprocess.Popen[bytes]:
    """Start a jail's command with an empty environment, its own session and a few more files."""
    try:
        return subprocess.Popen(
            command,
            env={},
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=inherited,
            start_new_session=True,
        )
    except OSError as error:
        raise SandboxFailure(f"the jail cannot be started: {error}") from error


@contextlib.contextmanager
def memory_file(data: bytes) -> Iterator[int]:
    """A seekable file that holds `data`, read from its start, and exists nowhere on disk."""
    fd = os.memfd_create("scaler", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(fd), "wb") as file:
            file.write(data)
        os.lseek(fd, 0, os.SEEK_SET)
        yield fd
    finally:
        os.close(fd)
