"""Tier 1: bubblewrap. Every namespace its own, a read-only root of libraries and an interpreter, no /proc, no /dev.

Two profiles. An unprivileged user needs a user namespace. Host root must not have one: RLIMIT_NPROC binds nobody whose
host uid is 0, so the jail keeps two capabilities, and the runner leaves root for an unused uid at once.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from scaler.errors import SandboxUnavailable
from scaler.sandbox.jail import ENVIRONMENT, INSIDE, python_command

STACK_KIB = 256 << 10
UNUSED_UIDS = range(1_900_000_000, 1_900_004_096)  # nobody hands these out: systemd.io/UIDS-GIDS
LAUNCHER = "/launcher"


@dataclass(frozen=True)
class Bwrap:
    """How jails are started: the launcher's path, and whether this is host root's profile."""

    executable: str
    privileged: bool
    name: str = "bwrap"
    max_threads: int = 64

    @classmethod
    def candidates(cls) -> list[Bwrap]:
        """The profiles worth trying here, best first. Raises SandboxUnavailable without bubblewrap."""
        executable = shutil.which("bwrap")
        if sys.platform != "linux":
            raise SandboxUnavailable(f"the sandbox needs Linux, not {sys.platform}", fix="run SCALER in a Linux VM")
        if executable is None:
            raise SandboxUnavailable("bubblewrap is not installed", fix="sudo apt-get install -y bubblewrap")
        profiles = [True, False] if os.geteuid() == 0 else [False]
        return [cls(executable, privileged) for privileged in profiles]

    def serving(self, number: int, control: int, launcher: Path | None) -> list[str]:
        mounts = [] if launcher is None else ["--ro-bind", str(launcher), LAUNCHER]
        python, launched = self._python(mounts)
        inside = python_command(
            python, "/", control, uid=self._uid(number), launcher="" if launcher is None else LAUNCHER
        )
        return [*launched, *inside]

    def building(self, number: int, control: int, command: list[str], folder: Path) -> list[str]:
        """A compiler sees the system's programs and headers, and has a /tmp of its own instead of `folder`."""
        mounts = ["--ro-bind", "/usr/bin", "/usr/bin", "--symlink", "usr/bin", "/bin"]
        for place in ("/usr/libexec", "/usr/include"):
            mounts += ["--ro-bind-try", place, place]
        mounts += ["--perms", "1777", "--size", str(256 << 20), "--tmpfs", "/tmp"]
        python, launched = self._python(mounts)
        return [*launched, *python_command(python, "/", control, uid=self._uid(number), build=(command, "/tmp"))]

    def _uid(self, number: int) -> int:
        return spare_uid(number) if self.privileged else -1

    def _python(self, mounts: list[str]) -> tuple[str, list[str]]:
        """The interpreter's path inside, and the command that makes the jail and runs what follows in it."""
        python, python_mounts = _interpreter()
        user = (
            ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
            if self.privileged
            else ["--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"]
        )
        environment = [word for name, value in ENVIRONMENT.items() for word in ("--setenv", name, value)]
        launcher = [
            *(self.executable, "--cap-drop", "ALL", *user, "--unshare-pid", "--unshare-net", "--unshare-ipc"),
            *("--unshare-uts", "--unshare-cgroup-try", "--hostname", "jail", "--die-with-parent", "--new-session"),
            *("--as-pid-1", "--clearenv", *environment),
            # Folders that bwrap makes on its way are 0700: each is named first.
            *("--dir", "/usr", "--dir", "/usr/bin", "--dir", "/py", "--dir", "/py/bin"),
            *("--ro-bind", "/usr/lib", "/usr/lib", "--symlink", "usr/lib", "/lib"),
            *("--ro-bind-try", "/usr/lib64", "/usr/lib64", "--symlink", "usr/lib64", "/lib64"),
            *python_mounts,
            *mounts,
            *("--ro-bind", str(INSIDE), f"/{INSIDE.name}", "--remount-ro", "/", "--chdir", "/", "--"),
        ]
        # The main thread's stack can only grow into the room that was left when the interpreter was started.
        return python, ["/bin/sh", "-c", f'ulimit -S -s {STACK_KIB} 2>&-; exec "$@"', "sh", *launcher]

    def describe(self) -> dict[str, str]:
        return {
            "backend": self.name,
            "tier": "1",
            "network": "none: empty namespace, socket() is fatal",
            "files": "read-only libraries and interpreter; nothing can be created or written",
            "processes": f"one process, own pid namespace; no fork, no exec; at most {self.max_threads} threads",
            "memory": "RLIMIT_AS of the one process; no memory files, no shared memory",
        }


def spare_uid(number: int) -> int:
    """A uid that nobody uses, and that this user namespace knows, for jail `number` of this process."""
    largest = range(0)
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        known = range(first, first + count)
        if UNUSED_UIDS[0] in known and UNUSED_UIDS[-1] in known:
            return UNUSED_UIDS[(os.getpid() * 64 + number) % len(UNUSED_UIDS)]
        largest = max(largest, known, key=len)
    return largest[-1 - (os.getpid() * 64 + number) % min(len(UNUSED_UIDS), len(largest) // 2 or 1)]


def _interpreter() -> tuple[str, list[str]]:
    """The path inside the jail of the interpreter that runs us, and the mounts that put its standard library there."""
    base = Path(sys.base_prefix).resolve()
    executable = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    inside = Path("/usr") if base == Path("/usr") else Path("/py")
    python = inside / "bin" / version
    mounts = ["--ro-bind", str(executable), str(python)]
    if inside != base:
        mounts += ["--ro-bind", str(base / "lib"), str(inside / "lib"), "--setenv", "LD_LIBRARY_PATH", f"{inside}/lib"]
    # Only the standard library is visible: the folders of installed packages are covered.
    for packages in (f"lib/{version}/site-packages", f"lib/{version}/dist-packages", "lib/python3"):
        if (base / packages).is_dir():
            mounts += ["--tmpfs", str(inside / packages), "--remount-ro", str(inside / packages)]
    return str(python), mounts
