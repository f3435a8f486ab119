"""A registry as a tree of files, kept in Git, with a local index beside it.

`<root>/.local/` is this machine's own: the writers' lock and the index. Git ignores it. The index is keyed by a hash of
the tree's file times, sizes and numbers: where that differs, the environments that changed are read again; an index
that cannot be used is built anew, in memory where the registry cannot be written.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from scaler.errors import EntryBroken
from scaler.files import write_file, write_folder
from scaler.registry.files import read_folder, require_plain, restore
from scaler.registry.index import SCHEMA, VERSION, add_rows, remove_rows
from scaler.registry.manifest import REF, version_key

_KEY = "CREATE TABLE tree (key TEXT); CREATE TABLE marks (name TEXT PRIMARY KEY, mark TEXT) WITHOUT ROWID;"
_BUSY_SECONDS = 60.0


class Tree:
    """See `contract.Store`; `root/<name>/<version>/` holds a version, `root/<name>/entry.yaml` its reviews."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sets = root / "sets"

    def names(self) -> list[str]:
        if not self.root.is_dir():
            return []
        return sorted(name for name in _listed(self.root) if _is_name(name) and self.versions(name))

    def versions(self, name: str) -> list[str]:
        try:
            with os.scandir(self.root / name) as found:
                versions = [
                    item.name for item in found if _is_version(item.name) and item.is_dir(follow_symlinks=False)
                ]
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted(versions, key=version_key)

    def files(self, name: str, version: str) -> dict[str, bytes]:
        self._require_no_link(name, version)
        return read_folder(self.root / name / version)

    def manifest(self, name: str, version: str) -> bytes:
        self._require_no_link(name, version)
        return _read(self.root / name / version / "manifest.yaml")

    def entry(self, name: str) -> bytes | None:
        path = self.root / name / "entry.yaml"
        return _read(path) if path.exists() or path.is_symlink() else None

    def where(self, name: str, part: str) -> str:
        return str(self.root / name / part)

    @contextmanager
    def writing(self, name: str | None = None) -> Iterator[None]:
        """The lock is the kernel's, so that a killed holder never leaves it locked.

        What a killed writer left half-made is swept away here, where nobody else can be writing.
        """
        with (self._local() / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            for leftover in [*self.root.glob(".new-*"), *self.root.glob(f"{name or '*'}/.new-*")]:
                if leftover.is_dir():
                    shutil.rmtree(leftover)
                else:
                    leftover.unlink()
            yield

    def add(self, name: str, version: str, files: Mapping[str, bytes]) -> None:
        self._require_ref(name, version)
        require_plain(f"{name}@{version}", files)
        write_folder(self.root / name / version, files)

    def put_entry(self, name: str, content: bytes) -> None:
        self._require_ref(name, "1.0")
        write_file(self.root / name / "entry.yaml", content)

    def _require_ref(self, name: str, version: str) -> None:
        """What is written stays within the tree, whoever asks."""
        if not _is_name(name) or not _is_version(version):
            raise EntryBroken(f"{name!r}@{version!r} is no reference", fix="do not use this pack")

    def _require_no_link(self, name: str, version: str) -> None:
        for path in (self.root / name, self.root / name / version):
            if path.is_symlink():
                raise EntryBroken(f"{path} is a link", fix=restore(path))

    @contextmanager
    def index(self) -> Iterator[sqlite3.Connection]:
        database = self._open()
        try:
            yield database
        finally:
            database.close()

    def forget_index(self) -> None:
        for file in (self.root / ".local").glob("index.sqlite*"):
            file.unlink(missing_ok=True)

    def _open(self) -> sqlite3.Connection:
        """The index, up to date: the file's, or else a new file's, or else one in memory."""
        marks = self._marks()
        with contextlib.suppress(OSError):
            path = self._local() / "index.sqlite"
            for attempt in range(2):
                try:
                    return self._refreshed(path, marks)
                except sqlite3.Error:
                    if attempt == 0:
                        self.forget_index()
        return self._refreshed(":memory:", marks)

    def _refreshed(self, path: Path | str, marks: Mapping[str, str]) -> sqlite3.Connection:
        database = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            key = hashlib.sha256("\n".join(f"{name} {mark}" for name, mark in marks.items()).encode()).hexdigest()
            if _is_current(database, key):
                return database
            database.execute("BEGIN IMMEDIATE")
            if not _is_ours(database):
                _create(database)
            known = dict(database.execute("SELECT name, mark FROM marks"))
            for name in known.keys() - marks.keys():
                remove_rows(database, name)
                database.execute("DELETE FROM marks WHERE name = ?", (name,))
            for name, mark in marks.items():
                if known.get(name) != mark:
                    add_rows(database, self, name)
                    database.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (name, mark))
            database.execute("DELETE FROM tree")
            database.execute("INSERT INTO tree VALUES (?)", (key,))
            database.execute("COMMIT")
        except BaseException:
            database.close()
            raise
        return database

    def _marks(self) -> dict[str, str]:
        """For each environment, what changes whenever one of its files does, without reading any of them."""
        marks = {}
        for name in sorted(_listed(self.root)) if self.root.is_dir() else ():
            if _is_name(name):
                folder = f"{self.root}/{name}"
                try:
                    parts = [part for part in _listed(folder) if part == "entry.yaml" or _is_version(part)]
                except (FileNotFoundError, NotADirectoryError):
                    continue
                paths = [f"{folder}/{part}" for part in parts]
                paths += [f"{path}/manifest.yaml" for path in paths if path[-1].isdigit()]
                if len(paths) > parts.count("entry.yaml"):
                    marks[name] = " ".join(_mark(path) for path in sorted(paths))
        return marks

    def _local(self) -> Path:
        folder = self.root / ".local"
        if not (folder / ".gitignore").exists():
            write_file(folder / ".gitignore", b"*\n")
        return folder


def _listed(folder: Path | str) -> list[str]:
    with os.scandir(folder) as found:  # several times as fast as Path.iterdir, and every list starts here
        return [item.name for item in found]


def _is_name(text: str) -> bool:
    return "@" not in text and REF.fullmatch(text) is not None


def _is_version(text: str) -> bool:
    return REF.fullmatch(f"x@{text}") is not None


def _mark(path: str) -> str:
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return "none"
    return f"{found.st_ino}.{found.st_ctime_ns}.{found.st_size}"


def _read(path: Path) -> bytes:
    if path.is_symlink():
        raise EntryBroken(f"{path} is a link", fix=restore(path))
    try:
        return path.read_bytes()
    except OSError as error:
        raise EntryBroken(f"{path}: {error.strerror}", fix=restore(path)) from error


def _is_ours(database: sqlite3.Connection) -> bool:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return bool(version == VERSION)


def _is_current(database: sqlite3.Connection, key: str) -> bool:
    return _is_ours(database) and bool(database.execute("SELECT 1 FROM tree WHERE key = ?", (key,)).fetchone())


def _create(database: sqlite3.Connection) -> None:
    """Within a transaction: whatever stands there goes."""
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        database.execute(f'DROP TABLE "{table}"')
    for statement in (SCHEMA + _KEY).split(";"):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")
