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

RUNNER = Path(__file__).with_name("runner.py")
SPARE_UIDS = range(61000, 65000)
# Not -I: it would ignore PYTHONHASHSEED, and sets of strings would iterate in another order in each jail.
PYTHON_FLAGS = ("-s", "-S", "-P", "-B", "-X", "frozen_modules=on")
ENVIRONMENT = {"PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"}
STACK_KIB = 256 << 10


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

    def runner(self, number: int, control: int) -> list[str]:
        """The command that starts a warm runner; `control` is the number of its inherited socket."""
        return self._python(number, [], [str(control), str(self._uid(number))])

    def compiler(self, number: int, filter_fd: int, compile_command: list[str]) -> list[str]:
        """The command that runs a compiler with a private /tmp; the program comes out of its stdout."""
        mounts = ["--dir", "/usr/bin", "--ro-bind", "/usr/bin", "/usr/bin", "--symlink", "usr/bin", "/bin"]
        for folder in ("/usr/libexec", "/usr/include"):
            mounts += ["--ro-bind-try", folder, folder]
        mounts += ["--perms", "1777", "--size", str(256 << 20), "--tmpfs", "/tmp", "--seccomp", str(filter_fd)]
        return self._python(number, mounts, ["compile", str(self._uid(number)), *compile_command])

    def _uid(self, number: int) -> int:
        return SPARE_UIDS[(os.getpid() * 64 + number) % len(SPARE_UIDS)] if self.privileged else -1

    def _python(self, number: int, mounts: list[str], arguments: list[str]) -> list[str]:
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
            *("--ro-bind", str(RUNNER), "/runner.py", "--remount-ro", "/", "--chdir", "/"),
            *("--", python, *PYTHON_FLAGS, "/runner.py", *arguments),
        ]
        # The main thread's stack can only grow into the room that was left when the interpreter was started.
        return ["/bin/sh", "-c", f'ulimit -S -s {STACK_KIB} 2>&-; exec "$@"', "sh", *launcher]

    def describe(self) -> dict[str, str]:
        return {
            "backend": self.name,
            "tier": "1",
            "network": "none: empty namespace, socket() is fatal",
            "files": "read-only libraries and interpreter; nothing can be created or written",
            "processes": f"one process, own pid namespace; no fork, no exec; at most {self.max_threads} threads",
            "memory": "RLIMIT_AS of the one process; no memory files, no shared memory",
        }


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
