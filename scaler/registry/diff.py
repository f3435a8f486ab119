"""What changed from one version to another, file by file."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from scaler.environment import Frozen

MAX_BYTES = 200_000  # comparing takes time that grows faster than the texts
LAST = ("evidence.json",)


class FileDiff(Frozen):
    """A file that changed, came or went: `lines` in unified format, without line ends; `note` where there are none."""

    path: str
    change: str
    lines: tuple[str, ...] = ()
    note: str = ""


def diff_files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[FileDiff]:
    """The files that differ, by path; evidence last."""
    paths = sorted(old.keys() | new.keys(), key=lambda path: (path in LAST, path))
    return [_diff(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]


def _diff(path: str, old: bytes | None, new: bytes | None) -> FileDiff:
    change = "added" if old is None else "removed" if new is None else "changed"
    if len(old or b"") + len(new or b"") > MAX_BYTES:
        return FileDiff(path=path, change=change, note=f"larger than {MAX_BYTES} bytes: compare it with git")
    before, after = ((text or b"").decode(errors="replace").split("\n") for text in (old, new))
    lines = list(difflib.unified_diff(before, after, lineterm="", n=3))
    return FileDiff(path=path, change=change, lines=tuple(lines[2:]))
