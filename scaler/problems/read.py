"""From a path to problems: each record goes to the format that knows its keys; a broken one is set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from scaler.errors import ProblemError
from scaler.problems import code_jam, library_checker, native, scaler_pool
from scaler.problems.files import FIX, raw_records
from scaler.problems.reading import Broken, Fault, Raw, Reading
from scaler.problems.record import Problem


class _Format(Protocol):
    """A module that knows one format."""

    def recognises(self, data: dict[str, Any]) -> bool: ...
    def parse(self, raw: Raw) -> Problem: ...


# The native format comes last: data sets have keys of their own beside the native ones.
_FORMATS: tuple[_Format, ...] = (code_jam, library_checker, scaler_pool, native)


def read_problems(path: Path) -> Reading:
    """The problems under a path, and the records that were set aside, each with file, line, field and reason.

    ProblemError when the path cannot be read, holds no records, or is in no known format.
    """
    records = raw_records(path)
    if path.is_file() and not any(isinstance(record, Raw) and _format_of(record) for record in records):
        first = records[0] if isinstance(records[0], Broken) else _unknown(records[0])
        raise ProblemError(f"{path}: no record is in a known format; the first one: {first}", fix=FIX)
    taken: dict[str, tuple[Problem, Raw]] = {}
    broken: list[Broken] = []
    for record in records:
        if isinstance(record, Broken):
            broken.append(record)
            continue
        problem = _parse(record)
        if isinstance(problem, Broken):
            broken.append(problem)
        elif problem.id in taken:
            first_record = taken[problem.id][1]
            reason = f"id {problem.id!r} is taken by {first_record.name!r} at {first_record.place}"
            broken.append(record.broken(reason, ("id",)))
        else:
            taken[problem.id] = (problem, record)
    return Reading(tuple(problem for problem, _ in taken.values()), tuple(broken))


def _format_of(raw: Raw) -> _Format | None:
    return next((known for known in _FORMATS if known.recognises(raw.data)), None)


def _unknown(raw: Raw) -> Broken:
    keys = ", ".join(sorted(map(str, raw.data))[:8]) or "none"
    return raw.broken(f"no known format has these keys: {keys}")


def _parse(raw: Raw) -> Problem | Broken:
    known = _format_of(raw)
    if known is None:
        return _unknown(raw)
    try:
        return known.parse(raw)
    except Fault as fault:
        return raw.broken(fault.reason, fault.location)
    except ValidationError as error:
        return raw.broken(_reason(error), error.errors()[0]["loc"])


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong, with the value that is, and how many more there are."""
    first, *others = error.errors()
    reason = first["msg"].removeprefix("Value error, ")
    value = first["input"]
    if first["type"] not in ("missing", "extra_forbidden") and (value is None or isinstance(value, str | int | float)):
        reason += f", found {value!r:.60}"
    return f"{reason} (and {len(others)} more)" if others else reason
