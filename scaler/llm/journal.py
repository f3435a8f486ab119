"""The ledger's file: JSON lines that are only ever appended, shared by all processes that open it.

A call leaves two lines: `asked` before it is sent, with the most that it can cost, and one that settles it. What was
asked and never settled (its process was killed) counts with that most. Appending holds a lock on the file and reads
first what others appended, so that whoever decides on a budget has seen all of it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scaler.errors import ConfigError


class Entry(BaseModel):
    """One line. `answered` without an id was never held: a file that somebody left, or a ledger of old.

    Tokens and cost are bounds in `asked`, and estimates where `estimated` says so. `why` is a word for people.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    event: Literal["asked", "answered", "refused", "failed", "lost"] = "answered"
    id: str = ""
    problem: str
    step: str
    label: str
    request: str = ""
    endpoint: str = ""
    model: str = ""
    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)
    estimated: bool = False
    cost: float = Field(default=0.0, ge=0.0)
    why: str = ""

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


class Journal:
    """Reads and appends entries; each is handed to `apply` once, in the file's order.

    Without a path it only hands on what is appended. Not safe to use from several threads: the ledger sees to that.
    """

    def __init__(self, path: Path | None, apply: Callable[[Entry], None]) -> None:
        self._path = path
        self._apply = apply
        self._offset = 0
        self._line = 0
        if path is not None and path.exists():
            with path.open("rb") as file:
                self._catch_up(file)

    @contextmanager
    def turn(self) -> Iterator[Callable[[Entry], None]]:
        """Everybody else waits; yields what appends an entry. Raises ConfigError on a line that is none."""
        if self._path is None:
            yield self._apply
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._catch_up(file)
            # What follows the last line is of a writer that was killed: its call had not been sent yet, or stays asked.
            if file.seek(0, os.SEEK_END) > self._offset:
                file.truncate(self._offset)
            yield lambda entry: self._append(file, entry)

    def _append(self, file: BinaryIO, entry: Entry) -> None:
        raw = entry.model_dump_json(exclude_unset=True).encode() + b"\n"
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
        self._offset += len(raw)
        self._line += 1
        self._apply(entry)

    def _catch_up(self, file: BinaryIO) -> None:
        file.seek(self._offset)
        whole, _, _ = file.read().rpartition(b"\n")
        for raw in whole.split(b"\n") if whole else []:
            self._line += 1
            try:
                entry = Entry.model_validate_json(raw)
            except ValidationError as error:
                problem = error.errors(include_url=False)[0]["msg"]
                raise ConfigError(
                    f"{self._path}:{self._line}: no line of a ledger: {problem}",
                    fix="mend or delete that line: it is the spending of one call",
                ) from error
            self._offset += len(raw) + 1
            self._apply(entry)
