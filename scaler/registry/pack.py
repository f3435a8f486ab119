"""A registry in one SQLite file, for pools too large for Git: the same interface, 100,000 environments and more.

A version is a row: a zip of its files, which `sqlite3` and `unzip` open without SCALER. The index lies in the same file
and changes in the same transaction. Reviews are kept as in a tree, but there is no Git to show or undo them.
"""

from __future__ import annotations

import io
import sqlite3
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from scaler.errors import EntryBroken, RegistryError
from scaler.registry.files import MAX_BYTES, require_plain, restore
from scaler.registry.index import SCHEMA, VERSION, add_rows
from scaler.registry.manifest import version_key

SUFFIX = ".pack"
_APPLICATION = 0x5343414C  # "SCAL", so that `file` and we tell a pack from other databases
_TABLES = """
CREATE TABLE versions (name TEXT, version TEXT, files BLOB, PRIMARY KEY (name, version));
CREATE TABLE entries (name TEXT PRIMARY KEY, content BLOB);
"""
_TIME = (1980, 1, 1, 0, 0, 0)


class Pack:
    """See `contract.Store`. Raises RegistryError when the file is no pack of this version."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sets = root.with_suffix(".sets")
        self._own = threading.local()

    def names(self) -> list[str]:
        with self._reading() as database:
            return [name for (name,) in database.execute("SELECT DISTINCT name FROM versions ORDER BY name")]

    def versions(self, name: str) -> list[str]:
        with self._reading() as database:
            found = database.execute("SELECT version FROM versions WHERE name = ?", (name,)).fetchall()
        return sorted((version for (version,) in found), key=version_key)

    def files(self, name: str, version: str) -> dict[str, bytes]:
        return self._unzip(name, version, None)

    def manifest(self, name: str, version: str) -> bytes:
        return self._unzip(name, version, "manifest.yaml").get("manifest.yaml", b"")

    def entry(self, name: str) -> bytes | None:
        with self._reading() as database:
            found = database.execute("SELECT content FROM entries WHERE name = ?", (name,)).fetchone()
        return found[0] if found else None

    def where(self, name: str, part: str) -> str:
        return f"{self.root}:{name}/{part}"

    @contextmanager
    def writing(self, name: str | None = None) -> Iterator[None]:
        """One transaction: what is written within is there as a whole, or not at all."""
        self.root.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as database:
            database.execute("BEGIN IMMEDIATE")
            if database.execute("PRAGMA application_id").fetchone() == (0,):
                for statement in (SCHEMA + _TABLES).split(";"):
                    database.execute(statement)
                database.execute(f"PRAGMA application_id = {_APPLICATION}")
                database.execute(f"PRAGMA user_version = {VERSION}")
            self._own.database, self._own.written = database, set()
            try:
                yield
                for written in self._own.written:
                    add_rows(database, self, written)
                database.execute("COMMIT")
            finally:
                self._own.database = None

    def add(self, name: str, version: str, files: Mapping[str, bytes]) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(path, _TIME), content, zipfile.ZIP_DEFLATED)
        self._own.database.execute("INSERT INTO versions VALUES (?, ?, ?)", (name, version, buffer.getvalue()))
        self._own.written.add(name)

    def put_entry(self, name: str, content: bytes) -> None:
        self._own.database.execute("INSERT OR REPLACE INTO entries VALUES (?, ?)", (name, content))
        self._own.written.add(name)

    @contextmanager
    def index(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as database:
            yield database

    def forget_index(self) -> None:
        raise RegistryError(f"{self.root} is damaged", fix=restore(f"{self.root}:"))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The connection of the transaction that this thread is in, or else a new one."""
        own = getattr(self._own, "database", None)
        if own is not None:
            yield own
            return
        database = self._connect() if self.root.exists() else None
        if database is None or _is_empty(database):  # another process may be about to make it
            database = sqlite3.connect(":memory:")
            database.executescript(SCHEMA + _TABLES)
        with closing(database):
            yield database

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.root, timeout=60.0, isolation_level=None)
        database.execute("PRAGMA trusted_schema = OFF")  # a pack may come from elsewhere
        try:
            database.execute("BEGIN")  # the marks and the tables of one moment
            (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            marks = [database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
            database.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            database.close()
            raise RegistryError(f"{self.root} is no pack: {error}", fix="scaler registry pack --help") from error
        if marks != [_APPLICATION, VERSION] and tables:
            database.close()
            raise RegistryError(f"{self.root} is no pack of this version of SCALER", fix=restore(f"{self.root}:"))
        return database

    def _unzip(self, name: str, version: str, only: str | None) -> dict[str, bytes]:
        with self._reading() as database:
            found = database.execute(
                "SELECT files FROM versions WHERE name = ? AND version = ?", (name, version)
            ).fetchone()
        where = self.where(name, version)
        try:
            with zipfile.ZipFile(io.BytesIO(found[0])) as archive:
                if sum(item.file_size for item in archive.infolist()) > MAX_BYTES:
                    raise EntryBroken(f"{where}: more than {MAX_BYTES >> 20} MB", fix=restore(where))
                require_plain(where, dict.fromkeys(archive.namelist(), b""))
                return {path: archive.read(path) for path in archive.namelist() if only in (None, path)}
        except (TypeError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as error:
            raise EntryBroken(f"{where} cannot be read: {error}", fix=restore(where)) from error


def _is_empty(database: sqlite3.Connection) -> bool:
    """Whether nothing was ever committed; an empty database is closed."""
    if database.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
        return False
    database.close()
    return True
