"""No jail: the same runner as a plain subprocess. For trusted code on a machine that has no backend; never chosen by
itself. Limits and the system call filter still hold, but code can read whatever this user can read."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from scaler.sandbox.bwrap import ENVIRONMENT, PYTHON_FLAGS, RUNNER


@dataclass(frozen=True)
class Unconfined:
    name: str = "none"
    max_threads: int = -1

    def runner(self, number: int, control: int) -> list[str]:
        return self._python(str(control), "-1")

    def compiler(self, number: int, filter_fd: int, compile_command: list[str]) -> list[str]:
        return self._python("compile", "-1", *compile_command)

    def describe(self) -> dict[str, str]:
        return {
            "backend": self.name,
            "tier": "none",
            "network": "socket() is fatal",
            "files": "all that this user can read; nothing can be written, except by the compiler",
            "processes": "one process in the host's pid namespace; no fork, no exec; threads are not limited",
            "memory": "RLIMIT_AS of the one process; no memory files, no shared memory",
        }

    def _python(self, *arguments: str) -> list[str]:
        environment = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        return ["/usr/bin/env", "-i", *environment, sys.executable, *PYTHON_FLAGS, str(RUNNER), *arguments]
