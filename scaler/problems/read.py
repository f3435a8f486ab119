"""From a path to problems: every record that can be read, and those that were set aside."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from scaler.errors import ProblemError
from scaler.problems.files import FIX, raw_records
from scaler.problems.hub import PREFIX
from scaler.problems.reading import Broken, Raw, Reading
from scaler.problems.record import Problem
from scaler.problems.records import format_of, parse_record, unknown
from scaler.problems.stream import stream_problems


def read_problems(source: Path | str) -> Reading:
    """The problems of a source, and the records that were set aside, each with file, line, field and reason.

    ProblemError when the source cannot be read, holds no records, or is in no known format. Everything is held at
    once; `iterate_problems` holds one problem at a time.
    """
    items = list(iterate_problems(source))
    return Reading(
        tuple(item for item in items if isinstance(item, Problem)),
        tuple(item for item in items if isinstance(item, Broken)),
    )


def iterate_problems(source: Path | str) -> Iterator[Problem | Broken]:
    """The problems of a path, or of a data set where the text begins with `hub:` (see `stream_problems`), in order.

    A record that cannot be read comes as `Broken` and never stops the others. Raises what `read_problems` raises, at
    the end of a source in no known format.
    """
    if not str(source).startswith(PREFIX):
        yield from _iterate_path(Path(source))
        return
    empty = True
    for item in stream_problems(str(source)):
        empty = False
        yield item
    if empty:
        raise ProblemError(f"{source}: no rows in it")


def source_identity(source: Path | str) -> str:
    """What changes when a source does: sha256 over a path's files. A data set is taken by its reference, unread.

    ProblemError when a path cannot be read.
    """
    if str(source).startswith(PREFIX):
        return str(source)
    path = Path(source)
    whole = hashlib.sha256()
    try:
        for file in sorted(f for f in path.rglob("*") if f.is_file()) if path.is_dir() else [path]:
            with file.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            whole.update(f"{file.relative_to(path)}\0{digest}\0".encode())
    except OSError as error:
        raise ProblemError(f"{path}: {error.strerror}", fix="check the path and its permissions") from error
    return whole.hexdigest()


def _iterate_path(path: Path) -> Iterator[Problem | Broken]:
    taken: dict[str, tuple[str, str]] = {}
    first: Broken | None = None
    known = False
    for record in raw_records(path):
        item = record if isinstance(record, Broken) else _once(record, taken)
        known = known or (isinstance(record, Raw) and format_of(record) is not None)
        if first is None and not known:
            first = record if isinstance(record, Broken) else unknown(record)
        yield item
    if path.is_file() and not known:
        raise ProblemError(f"{path}: no record is in a known format; the first one: {first}", fix=FIX)


def _once(record: Raw, taken: dict[str, tuple[str, str]]) -> Problem | Broken:
    problem = parse_record(record)
    if isinstance(problem, Problem):
        if problem.id in taken:
            name, where = taken[problem.id]
            return record.broken(f"id {problem.id!r} is taken by {name!r} at {where}", ("id",))
        taken[problem.id] = (record.name, record.place)
    return problem
