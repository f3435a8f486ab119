"""No jail: the same runner as a plain subprocess. For trusted code on a machine that has no backend; never chosen by
itself. Limits and the system call filter still hold, but code can read whatever this user can read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from scaler.sandbox.jail import ENVIRONMENT, INSIDE, python_command

CLEAN = ("/usr/bin/env", "-i", *(f"{name}={value}" for name, value in ENVIRONMENT.items()))


@dataclass(frozen=True)
class Unconfined:
    name: str = "none"
    max_threads: int = -1

    def serving(self, number: int, control: int, launcher: Path | None) -> list[str]:
        return [*CLEAN, *python_command(sys.executable, str(INSIDE.parent), control, launcher=str(launcher or ""))]

    def building(self, number: int, control: int, command: list[str], folder: Path) -> list[str]:
        return [*CLEAN, *python_command(sys.executable, str(INSIDE.parent), control, build=(command, str(folder)))]

    def describe(self) -> dict[str, str]:
        return {
            "backend": self.name,
            "tier": "none",
            "network": "socket() is fatal",
            "files": "all that this user can read; nothing can be written, except by the compiler",
            "processes": "one process in the host's pid namespace; no fork, no exec; threads are not limited",
            "memory": "RLIMIT_AS of the one process; no memory files, no shared memory",
        }
