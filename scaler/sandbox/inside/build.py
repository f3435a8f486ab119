"""Running a compiler once, and ending it, with all that it started, when the host lets go."""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from .protocol import COMPILE_CPU, COMPILE_FILE, COMPILE_MEMORY, COMPILING
from .system import PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG, filter_calls, limit, prctl, write_all

LIMITS = {
    resource.RLIMIT_AS: COMPILE_MEMORY,
    resource.RLIMIT_CPU: COMPILE_CPU,
    resource.RLIMIT_FSIZE: COMPILE_FILE,
    resource.RLIMIT_CORE: 0,
}
SCRIPT = '"$@" -o "$TMPDIR/program" && exec cat "$TMPDIR/program"'


def build(command: Sequence[str], folder: str, lifeline: int, program: bytes) -> NoReturn:
    """Run the compiler: source on stdin, the built program on stdout; exits as it does.

    `folder` is private to this build. The first line of stderr says that the jail stood. When the other end of
    `lifeline` closes, the compiler and all that it started are killed.
    """
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    ended = os.pidfd_open(pid) if (pid := os.fork()) else -1
    if pid == 0:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        for resource_kind, value in LIMITS.items():
            limit(resource_kind, value)
        os.close(lifeline)
        filter_calls(program)
        write_all(2, COMPILING)
        environment = {"PATH": "/usr/bin", "TMPDIR": folder, "LC_ALL": "C.UTF-8"}
        os.execve("/bin/sh", ["sh", "-c", SCRIPT, "sh", *command], environment)
    poll = select.poll()
    poll.register(ended, select.POLLIN)
    poll.register(lifeline, select.POLLHUP)
    poll.poll()
    if not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        os.killpg(0, signal.SIGKILL)  # the session that this process leads; the end of a PID 1 takes the rest along
        os._exit(1)
    sys.exit(min(255, abs(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))))
