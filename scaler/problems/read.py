"""From a path to problems: every record that can be read, and those that were set aside."""

from __future__ import annotations

from pathlib import Path

from scaler.errors import ProblemError
from scaler.problems.files import FIX, raw_records
from scaler.problems.hub import PREFIX
from scaler.problems.reading import Broken, Raw, Reading
from scaler.problems.record import Problem
from scaler.problems.records import format_of, parse_record, unknown
from scaler.problems.stream import stream_problems


def read_problems(source: Path | str) -> Reading:
    """The problems of a path, and the records that were set aside, each with file, line, field and reason.

    A text that begins with `hub:` names a data set, see `stream_problems`; everything it yields is then held at once.
    ProblemError when the source cannot be read, holds no records, or is in no known format.
    """
    if str(source).startswith(PREFIX):
        items = list(stream_problems(str(source)))
        if not items:
            raise ProblemError(f"{source}: no rows in it")
        return Reading(
            tuple(item for item in items if isinstance(item, Problem)),
            tuple(item for item in items if isinstance(item, Broken)),
        )
    return _read_path(Path(source))


def _read_path(path: Path) -> Reading:
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
