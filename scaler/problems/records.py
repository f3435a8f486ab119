"""From one raw record to a problem: it goes to the format that knows its keys; a broken one is set aside."""

from __future__ import annotations

from typing import Any, Protocol

from pydantic import ValidationError

from scaler.problems import apps, code_contests, code_jam, codeforces, library_checker, native, scaler_pool
from scaler.problems.platform import portable
from scaler.problems.reading import Broken, Fault, Raw
from scaler.problems.record import Problem, Solution


class Format(Protocol):
    """A module that knows one format."""

    def recognises(self, data: dict[str, Any]) -> bool: ...
    def parse(self, raw: Raw) -> Problem: ...


# The native format comes last: data sets have keys of their own beside the native ones.
_FORMATS: tuple[Format, ...] = (
    code_jam, library_checker, scaler_pool, code_contests, apps, codeforces, native,
)  # fmt: skip


def format_of(raw: Raw) -> Format | None:
    return next((known for known in _FORMATS if known.recognises(raw.data)), None)


def unknown(raw: Raw) -> Broken:
    keys = ", ".join(sorted(map(str, raw.data))[:8]) or "none"
    return raw.broken(f"no known format has these keys: {keys}")


def parse_record(raw: Raw) -> Problem | Broken:
    """The problem, with solutions that Linux takes; or why the record is set aside."""
    known = format_of(raw)
    if known is None:
        return unknown(raw)
    try:
        return _portable(known.parse(raw))
    except Fault as fault:
        return raw.broken(fault.reason, fault.location)
    except ValidationError as error:
        return raw.broken(_reason(error), error.errors()[0]["loc"])


def _portable(problem: Problem) -> Problem:
    """The problem with solutions that Linux takes, and a note on each that was repaired or cannot be."""
    solutions: list[Solution] = []
    notes = list(problem.notes)
    for solution in problem.solutions:
        code, found = portable(solution.language, solution.code)
        solutions.append(solution.model_copy(update={"code": code}))
        notes += [f"{solution.name}: {note}" for note in found]
    return problem.model_copy(update={"solutions": tuple(solutions), "notes": tuple(notes)})


def _reason(error: ValidationError) -> str:
    """The first thing that is wrong, with the value that is, and how many more there are."""
    first, *others = error.errors()
    reason = first["msg"].removeprefix("Value error, ")
    value = first["input"]
    if first["type"] not in ("missing", "extra_forbidden") and (value is None or isinstance(value, str | int | float)):
        reason += f", found {value!r:.60}"
    return f"{reason} (and {len(others)} more)" if others else reason
