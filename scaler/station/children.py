"""Processes that are kept running: started, restarted when they die, and ended with everything they started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from scaler.progress import say

GRACE = 15.0
"""Seconds that a process gets to end by itself."""

PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)
"""Seconds before each restart of a process that keeps dying; the last one stands for all later ones."""

STEADY = 120.0
"""Seconds after which a restarted process counts as well again."""


_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)


def _end_with_parent() -> None:
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A process in a session of its own, with its output in a log file."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], cwd: Path, log: Path) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._environment = dict(environment)
        self._cwd = cwd
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths = 0
        self._started = 0.0
        self._again = 0.0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        # Only its owner reads it: parts may print what is not for everybody, such as an address with a token.
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._cwd,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # a station that is killed leaves nothing behind that holds its ports
            )
        self._started = time.monotonic()

    @property
    def pid(self) -> int | None:
        """The id of the running process; None when it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    @property
    def age(self) -> float:
        """Seconds since it was started last; 0 when it does not run."""
        return time.monotonic() - self._started if self.pid is not None else 0.0

    def tend(self) -> None:
        """Restart it where it died, after a pause that grows with every death in a row."""
        if self.pid is not None or self._process is None:
            return
        now = time.monotonic()
        if not self._again:
            self._deaths = 0 if now - self._started > STEADY else self._deaths
            pause = PAUSES[min(self._deaths, len(PAUSES) - 1)]
            self._deaths += 1
            self._again = now + pause
            say(f"  {self.name} ended with code {self._process.returncode}; again in {pause:g} s (log: {self.log})")
        elif now >= self._again:
            self._again = 0.0
            self.start()

    def ask(self) -> None:
        """Ask it to end, and go on: several may end at the same time."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end(self) -> None:
        """Ask it to end, and end its whole session if it does not."""
        if self._process is None:
            return
        self.ask()
        if self._process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
