"""What a registry needs of the place that holds it. Two places exist: a tree of files (`tree`), a pack (`pack`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class Store(Protocol):
    """Versions and entries as bytes, and the index over them. Safe with many threads and processes.

    `root` is the folder or file, `sets` the folder of the lock files. Whatever is written is written whole or not at
    all, and only within `writing`.
    """

    root: Path
    sets: Path

    def names(self) -> list[str]:
        """Environments that have a version, sorted."""
        ...

    def versions(self, name: str) -> list[str]:
        """The versions of an environment, oldest first; empty when there is no such environment."""
        ...

    def files(self, name: str, version: str) -> dict[str, bytes]:
        """The files of a version. Raises EntryBroken."""
        ...

    def manifest(self, name: str, version: str) -> bytes:
        """The content of `manifest.yaml` alone. Raises EntryBroken."""
        ...

    def entry(self, name: str) -> bytes | None:
        """The content of `entry.yaml`; None before it is first written."""
        ...

    def where(self, name: str, part: str) -> str:
        """The place of a version, or of `entry.yaml`, as messages name it."""
        ...

    def writing(self, name: str | None = None) -> AbstractContextManager[None]:
        """Hold the writer's lock. `name` is the environment to be written; None may be any."""
        ...

    def add(self, name: str, version: str, files: Mapping[str, bytes]) -> None:
        """Write a version that is not there yet."""
        ...

    def put_entry(self, name: str, content: bytes) -> None:
        """Write or replace `entry.yaml`."""
        ...

    def index(self) -> AbstractContextManager[sqlite3.Connection]:
        """A database with the tables of `index.SCHEMA`, up to date with what is stored."""
        ...

    def forget_index(self) -> None:
        """The index turned out to be damaged: the next one is built anew. Raises RegistryError where none can be."""
        ...
