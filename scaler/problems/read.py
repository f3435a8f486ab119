"""From a path to problems: every record that can be read, and those that were set aside."""

from __future__ import annotations

from pathlib import Path

from scaler.errors import ProblemError
from scaler.problems.files import FIX, raw_records
from scaler.problems.reading import Broken, Raw, Reading
from scaler.problems.record import Problem
from scaler.problems.records import format_of, parse_record, unknown


def read_problems(path: Path) -> Reading:
    """The problems under a path, and the records that were set aside, each with file, line, field and reason.

    ProblemError when the path cannot be read, holds no records, or is in no known format.
    """
    records = raw_records(path)
    if path.is_file() and not any(isinstance(record, Raw) and format_of(record) for record in records):
        first = records[0] if isinstance(records[0], Broken) else unknown(records[0])
        raise ProblemError(f"{path}: no record is in a known format; the first one: {first}", fix=FIX)
    taken: dict[str, tuple[Problem, Raw]] = {}
    broken: list[Broken] = []
    for record in records:
        if isinstance(record, Broken):
            broken.append(record)
            continue
        problem = parse_record(record)
        if isinstance(problem, Broken):
            broken.append(problem)
        elif problem.id in taken:
            first_record = taken[problem.id][1]
            reason = f"id {problem.id!r} is taken by {first_record.name!r} at {first_record.place}"
            broken.append(record.broken(reason, ("id",)))
        else:
            taken[problem.id] = (problem, record)
    return Reading(tuple(problem for problem, _ in taken.values()), tuple(broken))
