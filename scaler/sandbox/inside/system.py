"""The few system calls that Python lacks, and limits."""

from __future__ import annotations

import ctypes
import os
import resource
from typing import Any

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 36, 38

libc = ctypes.CDLL(None, use_errno=True)


class Filter(ctypes.Structure):
    """`struct sock_fprog`: a compiled seccomp filter, 8 bytes an instruction."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def prctl(option: int, *arguments: Any) -> None:
    if libc.prctl(option, *arguments, *[0] * (4 - len(arguments))) != 0:
        raise OSError(ctypes.get_errno(), f"prctl({option})")


def filter_calls(program: bytes) -> None:
    """Load a seccomp filter. There is no way back."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, 2, ctypes.byref(Filter(len(program) // 8, program)))


def become(uid: int) -> None:
    """Leave host root for an unused uid: its limits on processes bite, and it owns nothing.

    The launcher can no longer signal this process, not even by dying: what ends it is the host's end of the socket.
    """
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def limit(resource_kind: int, value: int, grace: int = 0) -> None:
    """Lower a limit to `value` (hard: plus `grace`), or to what the host allows if that is less. -1: as it is."""
    allowed = resource.getrlimit(resource_kind)[1]
    soft, hard = (bound if allowed < 0 else min(bound, allowed) for bound in (value, value + grace))
    resource.setrlimit(resource_kind, (allowed, allowed) if value < 0 else (soft, hard))


def write_all(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]
