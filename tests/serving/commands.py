"""The `scaler` command as a user runs it, with all that it prints in a file."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.serving.server import end_with_parent

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Shell:
    """Runs commands of one Python environment in the repository's folder and appends them to `log`."""

    python: Path
    log: Path
    environment: Mapping[str, str]
    """Variables beside those of the test run. They are written into the log: no secrets."""

    def scaler(self, *arguments: str | Path) -> str:
        """What `scaler ARGUMENTS` prints to its standard output. AssertionError where it does not exit with 0."""
        return self.run("-m", "scaler", *arguments)

    def run(self, *arguments: str | Path) -> str:
        """As `scaler`, for any arguments of the interpreter."""
        command = [str(self.python), *map(str, arguments)]
        shown = " ".join([*(f"{name}={value}" for name, value in self.environment.items()), shlex.join(command)])
        self.log.parent.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with self.log.open("a", errors="replace") as log:
            log.write(f"$ {shown}\n")
            log.flush()
            start = log.tell()
            code = subprocess.run(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)} | self.environment,
                preexec_fn=end_with_parent,
                check=False,
            ).returncode
            log.seek(0, os.SEEK_END)
            log.write(f"[exit code {code} after {time.monotonic() - began:.1f} s]\n\n")
        with self.log.open(errors="replace") as log:
            log.seek(start)
            printed = log.read().rpartition("[exit code")[0]
        assert code == 0, f"{shown} failed; see {self.log}:\n{printed[-3000:]}"
        return printed
