"""Landlock: a process gives up all of the file system but a few places, for itself and its descendants, for ever.

For jails without a mount namespace (Linux 5.13 and newer; `Documentation/userspace-api/landlock.rst`). Opening,
listing, executing and changing files is refused outside the places; what a path's metadata tells (stat, readlink) is
not. With ABI 4 TCP, with ABI 6 signals to and abstract sockets of other processes are refused as well.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

from .system import PR_SET_NO_NEW_PRIVS, libc, prctl

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same on every architecture
VERSION, PATH_BENEATH = 1, 1
EXECUTE, READ_FILE, READ_DIR = 1 << 0, 1 << 2, 1 << 3
OF_FILES = EXECUTE | 1 << 1 | READ_FILE | 1 << 14 | 1 << 15  # with write, truncate and ioctl
RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # by the ABI that brought them
TCP, SCOPES = 3, 3


class Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def abi() -> int:
    """The kernel's Landlock version, 0 where there is none."""
    return max(0, int(libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)))


def restrict(readable: Sequence[str], writable: Sequence[str] = ()) -> None:
    """Keep reading and executing below `readable`, and everything below `writable`. Paths that are absent are skipped.

    Raises OSError where the kernel refuses.
    """
    version = abi()
    if version == 0:
        raise OSError("this kernel has no Landlock")
    rights = max(bits for since, bits in RIGHTS.items() if since <= version)
    ruleset = Ruleset(rights, TCP if version >= 4 else 0, SCOPES if version >= 6 else 0)
    size = ctypes.sizeof(Ruleset) if version >= 6 else 16 if version >= 4 else 8
    fd = _checked("create", libc.syscall(CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), 0))
    for paths, allowed in ((readable, EXECUTE | READ_FILE | READ_DIR), (writable, rights)):
        for path in paths:
            _allow(fd, path, allowed & rights)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    _checked("restrict", libc.syscall(RESTRICT_SELF, fd, 0))
    os.close(fd)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):  # noqa: PTH112 - pathlib would cost the jail's start ten milliseconds
        rights &= OF_FILES
    rule = Beneath(rights, parent)
    _checked(f"allow {path}", libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0))
    os.close(parent)


def _checked(what: str, result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {what}: {os.strerror(ctypes.get_errno())}")
    return result
