"""What reading is made of: raw records, the problems they become, and those set aside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scaler.problems.record import Problem

Location = tuple[str | int, ...]


class Fault(Exception):
    """One record cannot be read: why, and where in it. Never leaves this room: it becomes a `Broken`."""

    def __init__(self, reason: str, location: Location = (), line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.location = location
        self.line = line


@dataclass(frozen=True)
class Broken:
    """A record that was set aside. `line` counts from 1; `field` is a path such as `solutions[1].verdict`."""

    file: Path
    line: int | None
    record: str
    field: str | None
    reason: str

    def __str__(self) -> str:
        what = f"{self.record}: {self.field}" if self.field else self.record
        return " ".join(f"{place(self.file, self.line)}: {what}: {self.reason}".split())


@dataclass(frozen=True)
class Reading:
    """What one path held, in the order of the files."""

    problems: tuple[Problem, ...]
    broken: tuple[Broken, ...]


@dataclass(frozen=True)
class Raw:
    """A record as it stands in its file, before a format has looked at it. `node` is there for YAML alone."""

    file: Path
    line: int | None
    name: str
    data: dict[str, Any]
    node: yaml.Node | None = None

    @property
    def place(self) -> str:
        return place(self.file, self.line)

    def broken(self, reason: str, location: Location = ()) -> Broken:
        return Broken(self.file, self._line_of(location), self.name, field_path(location), reason)

    def _line_of(self, location: Location) -> int | None:
        """The line of a field; for a field that is missing, the line of the thing that lacks it."""
        line, node = self.line, self.node
        for step in location:
            if isinstance(node, yaml.MappingNode):
                entry = next(((key, value) for key, value in node.value if key.value == step), None)
                if entry is None:
                    break
                line, node = entry[0].start_mark.line + 1, entry[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line


def place(file: Path, line: int | None) -> str:
    return f"{file}:{line}" if line else f"{file}"


def field_path(location: Location) -> str | None:
    """("solutions", 1, "verdict") -> "solutions[1].verdict"; the record itself is None."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return path.removeprefix(".") or None
