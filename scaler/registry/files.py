"""Digests over folders, and the lock that keeps writers of one registry apart."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scaler.errors import EntryBroken


def folder_digest(folder: Path) -> str:
    """sha256 over the folder's files as sorted (path, NUL, length, NUL, bytes).

    Raises EntryBroken on links and unreadable files.
    """
    files: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise EntryBroken(f"{folder}: {name} is neither a plain file nor a folder")
        if path.is_file():
            try:
                files[name] = path.read_bytes()
            except OSError as error:
                raise EntryBroken(f"{folder}: {name} cannot be read: {error}") from error
    return digest_of(files)


def digest_of(files: Mapping[str, bytes]) -> str:
    """The digest that a folder holding these files would have."""
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    return total.hexdigest()


@contextmanager
def exclusive(root: Path) -> Iterator[None]:
    """Hold the registry's writer lock; it is the kernel's, so a killed holder never leaves it locked.

    What a killed writer left half-made is swept away here, where nobody else can be writing.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for leftover in [*root.glob(".new-*"), *root.glob("*/.new-*")]:
            if leftover.is_dir():
                shutil.rmtree(leftover)
            else:
                leftover.unlink()
        yield
