"""SCALER's own format: the keys of `Problem`; each solution has its program as `code:` or in a `file:` beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scaler.problems.files import read_text
from scaler.problems.reading import Fault, Location, Raw
from scaler.problems.record import Problem


def recognises(data: dict[str, Any]) -> bool:
    return not data.keys().isdisjoint({"statement", "examples", "solutions"})


def parse(raw: Raw) -> Problem:
    """Fault or pydantic's ValidationError when the record is wrong."""
    data = dict(raw.data)
    if isinstance(data.get("solutions"), list):
        data["solutions"] = [
            _with_code(raw.file.parent, solution, ("solutions", index)) if isinstance(solution, dict) else solution
            for index, solution in enumerate(data["solutions"])
        ]
    return Problem.model_validate(data)


def _with_code(folder: Path, solution: dict[str, Any], location: Location) -> dict[str, Any]:
    if ("file" in solution) == ("code" in solution):
        raise Fault("a solution has either `file` or `code`", location)
    if "code" in solution:
        return solution
    rest = {key: value for key, value in solution.items() if key != "file"}
    try:
        return {**rest, "code": read_text(_inside(folder, solution["file"]))}
    except Fault as fault:
        raise Fault(fault.reason, (*location, "file")) from fault


def _inside(folder: Path, name: Any) -> Path:
    """The file's path with links followed, refused if that leads out of the record's folder."""
    if not isinstance(name, str):
        raise Fault(f"expected a path as text, found {type(name).__name__}")
    try:
        file = (folder / name).resolve()
        inside = file.is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError) as error:  # loops of links, names that no file can have
        raise Fault(f"{name!r} is no usable path: {error}") from error
    if not inside:
        raise Fault(f"{name!r} leads out of the problem's folder")
    return file
