"""The files of one version: their digest, and reading them from a folder that may have been tampered with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from scaler.errors import EntryBroken

_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
MAX_BYTES = 64 << 20
"""The most that one version may hold; the largest of ours has some 50 kB."""


def read_folder(folder: Path) -> dict[str, bytes]:
    """The folder's files by their path in it.

    Raises EntryBroken on links, on what is neither file nor folder, on unreadable files and on more than MAX_BYTES.
    """
    files: dict[str, bytes] = {}
    room = MAX_BYTES
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise EntryBroken(f"{folder}: {name} is neither a plain file nor a folder", fix=restore(folder))
        if path.is_file():
            try:
                room -= path.stat().st_size
                if room < 0:
                    raise EntryBroken(f"{folder}: more than {MAX_BYTES >> 20} MB", fix=restore(folder))
                files[name] = path.read_bytes()
            except OSError as error:
                raise EntryBroken(f"{folder}: {name} cannot be read: {error}", fix=restore(folder)) from error
    return files


def require_plain(where: str, files: Mapping[str, bytes]) -> None:
    """Raise EntryBroken when a path could leave the version's folder: packs come from elsewhere."""
    for name in files:
        if _PLAIN.fullmatch(name) is None:
            raise EntryBroken(f"{where}: {name!r} is no path of a version", fix="do not use this pack")


def digest_of(files: Mapping[str, bytes]) -> str:
    """sha256 over sorted (path, NUL, length, NUL, bytes)."""
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(name.encode() + b"\0" + str(len(content)).encode() + b"\0" + content)
    return total.hexdigest()


def restore(where: Path | str) -> str:
    """What to do about something that is not as it was published."""
    if ".pack:" in str(where):
        return "pack it again: scaler registry pack REGISTRY PACK"
    return f"restore it: git checkout -- {where}"
