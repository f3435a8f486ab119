"""Tier 2: Landlock. No namespaces, so it works in containers that forbid them; Linux 5.13 and newer.

The runner locks itself in before it reads its first request: reading is left for system libraries, the interpreter and
our compiled programs, writing for nothing. Limits and the filter of system calls are those of tier 1. What is weaker:
paths can be tested for existence (stat), other processes' numbers can be guessed at (getpgid), and where the host is no
root the jail has its user's own uid, with only the filter between it and the user's processes.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scaler.errors import SandboxUnavailable
from scaler.sandbox.bwrap import STACK_KIB, spare_uid
from scaler.sandbox.inside.landlock import abi
from scaler.sandbox.jail import ENVIRONMENT, INSIDE, python_command

LIBRARIES = ("/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
TOOLS = ("/usr/bin", "/usr/libexec", "/usr/include", "/dev/null")
THREADS = 256


@dataclass(frozen=True)
class Landlock:
    """How jails are started: the interpreter, what it needs to read, and whether the host is root."""

    python: str
    readable: tuple[str, ...]
    privileged: bool
    version: int
    name: str = "landlock"

    @classmethod
    def candidates(cls) -> list[Landlock]:
        """The one profile that there is here. Raises SandboxUnavailable without Landlock or an interpreter."""
        if sys.platform != "linux":
            raise SandboxUnavailable(f"the sandbox needs Linux, not {sys.platform}", fix="run SCALER in a Linux VM")
        version = abi()
        if version == 0:
            raise SandboxUnavailable(
                "the kernel has no Landlock", fix="use Linux 5.13 or newer with landlock in /sys/kernel/security/lsm"
            )
        python, library = _interpreter()
        return [cls(python, (python, library), os.geteuid() == 0, version)]

    @property
    def max_threads(self) -> int:
        """The limit is on all that a user runs: what runs already is allowed for, unless the jail has its own user."""
        return 64 if self.privileged else _tasks_of(os.geteuid()) + THREADS

    def serving(self, number: int, control: int, launcher: Path | None) -> list[str]:
        read = [*self.readable, *LIBRARIES, str(INSIDE)]
        if launcher is not None:
            read.append(str(launcher.parent.parent))  # all compiled programs: each is executed from where it lies
        return self._command(number, control, {"read": read, "write": []}, launcher=str(launcher or ""))

    def building(self, number: int, control: int, command: list[str], folder: Path) -> list[str]:
        if self.privileged and not _open_to_all(folder.parent):
            raise SandboxUnavailable(
                f"jails cannot compile in {folder.parent}: other users may not enter it",
                fix="set TMPDIR to a folder that all may enter, such as /tmp",
            )
        places = {"read": [*self.readable, *LIBRARIES, *TOOLS, str(INSIDE)], "write": [str(folder)]}
        return self._command(number, control, places, build=(command, str(folder)))

    def describe(self) -> dict[str, str]:
        network = "TCP refused by Landlock, " if self.version >= 4 else ""
        return {
            "backend": self.name,
            "tier": "2",
            "network": f"{network}socket() is fatal",
            "files": "libraries, interpreter and compiled programs can be read; nothing can be created or written; "
            "whether a path exists can be seen",
            "processes": "one process in the host's pid namespace, no fork, no exec, no signals; "
            + (f"its own uid, at most {self.max_threads} threads" if self.privileged else f"at most {THREADS} threads"),
            "memory": "RLIMIT_AS of the one process; no memory files, no shared memory",
            "landlock": f"ABI {self.version}",
        }

    def _command(
        self,
        number: int,
        control: int,
        places: Mapping[str, Sequence[str]],
        launcher: str = "",
        build: tuple[Sequence[str], str] | None = None,
    ) -> list[str]:
        uid = spare_uid(number) if self.privileged else -1
        inside = python_command(
            self.python, str(INSIDE.parent), control, uid=uid, landlock=places, launcher=launcher, build=build
        )
        library = f"LD_LIBRARY_PATH={Path(self.python).parents[1] / 'lib'}"
        environment = [f"{name}={value}" for name, value in ENVIRONMENT.items()]
        limits = f'ulimit -S -s {STACK_KIB} 2>&-; exec "$@"'
        return ["/bin/sh", "-c", limits, "sh", "/usr/bin/env", "-i", library, *environment, *inside]


def _interpreter() -> tuple[str, str]:
    """An interpreter of our version that a jail's user may run, and the folder of its standard library."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    ours = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    bases = {ours: Path(sys.base_prefix).resolve(), Path("/usr/bin") / version: Path("/usr")}
    for executable, base in bases.items():
        library = base / "lib" / version
        if os.geteuid() != 0 or (_open_to_all(executable) and _open_to_all(library)):
            return str(executable), str(base / "lib")
    raise SandboxUnavailable(
        f"{ours} cannot be run by other users, and {version} is not in /usr/bin",
        fix=f"sudo apt-get install -y {version}, or install Python outside of {ours.home()}",
    )


def _open_to_all(path: Path) -> bool:
    """Whether every user may read and, for folders, search `path` and all that it lies in."""
    if not path.exists():
        return False
    needed = {path: stat.S_IROTH | stat.S_IXOTH, **dict.fromkeys(path.parents, stat.S_IXOTH)}
    return all(folder.stat().st_mode & bits == bits for folder, bits in needed.items())


def _tasks_of(uid: int) -> int:
    """How many processes and threads a user has now."""
    count = 0
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and folder.stat().st_uid == uid:
                count += len(os.listdir(folder / "task"))  # noqa: PTH208 - a path object each would be slow
        except OSError:  # it has just ended
            continue
    return count
