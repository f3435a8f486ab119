"""Locks between threads and processes of one machine, held on files; a killed holder's lock is free at once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def transient_lock(path: Path) -> Iterator[None]:
    """Hold the lock named by `path`, which exists only while somebody holds it or waits for it.

    A holder that is killed leaves an empty file, which does no harm.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _acquire(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _acquire(path: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            # Whoever held it before has removed the file: a lock on what is no longer there would exclude nobody.
            if _same(handle, path):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _same(handle: int, path: Path) -> bool:
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    here = os.fstat(handle)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)
