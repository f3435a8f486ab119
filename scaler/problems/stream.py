"""Problems of large published data sets, one at a time: CodeContests, APPS, TACO, Codeforces.

Nothing is kept but the ids that were taken and, for Codeforces, the submissions: those go through a temporary database
on disk, since the two data sets are in different orders.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator

from scaler.errors import ConfigError
from scaler.problems import apps, code_contests, codeforces
from scaler.problems.hub import PREFIX, HubSource, rows
from scaler.problems.reading import Broken, Raw
from scaler.problems.record import Problem
from scaler.problems.records import parse_record
from scaler.problems.source import MOST

_COLUMNS = tuple(dict.fromkeys((*code_contests.COLUMNS, *apps.COLUMNS, *codeforces.COLUMNS)))
_NAMES = ("name", "problem_id", "id")  # columns that name a row in reports


def stream_problems(reference: str) -> Iterator[Problem | Broken]:
    """The problems of a data set in its order, and each row that was set aside with the reason.

    `reference` is `hub:NAME?split=train&skip=0&limit=1000&min_accepted=3`, see `HubSource` for every key. A row that
    cannot be read never stops the stream. ConfigError when the reference is wrong or the package `datasets` is missing,
    ProblemError when the data set cannot be opened, has no known columns, or breaks off.
    """
    source = HubSource.parse(reference)
    taken: set[str] = set()
    submissions = _Submissions(source) if source.submissions else None
    for number, row in rows(source, _COLUMNS):
        if isinstance(row, str):
            yield Broken(source.place, number, f"row {number}", None, row)
            continue
        if codeforces.recognises(row):
            _check_joined(source)
            row["solutions"] = submissions.of(str(row.get("id"))) if submissions else []
        raw = Raw(source.place, number, _name(row, number), row)
        problem = parse_record(raw)
        if isinstance(problem, Problem):
            problem = _fit(problem, raw, source.min_accepted, taken)
        yield problem


def _check_joined(source: HubSource) -> None:
    if not source.submissions and source.min_accepted:
        raise ConfigError(
            f"{PREFIX}{source.name}: these problems come without solutions",
            fix="add submissions=open-r1/codeforces-submissions:selected_accepted "
            "and submissions=open-r1/codeforces-submissions:selected_incorrect",
        )


def _fit(problem: Problem, raw: Raw, min_accepted: int, taken: set[str]) -> Problem | Broken:
    found = len(problem.accepted)
    if found < min_accepted:
        reason = f"{found} accepted solutions in Python 3 or C++, at least {min_accepted} are asked for"
        return raw.broken(reason, ("solutions",))
    if problem.id in taken:
        return raw.broken(f"id {problem.id!r} is taken by an earlier row", ("id",))
    taken.add(problem.id)
    return problem


def _name(row: dict[str, object], number: int) -> str:
    return next((str(row[column]) for column in _NAMES if row.get(column) not in (None, "")), f"row {number}")


class _Submissions:
    """The first submissions of every problem, by verdict and language, in a database that SQLite deletes at the end."""

    def __init__(self, source: HubSource) -> None:
        self._database = sqlite3.connect("")
        self._database.execute("create table submission (problem text, source text, language text, verdict text)")
        self._kept: Counter[tuple[str, str, str | None]] = Counter()
        for reference in source.submissions:
            name, _, config = reference.partition(":")
            self._take(HubSource(name=name, config=config or None))
        self._database.execute("create index by_problem on submission (problem)")

    def of(self, problem: str) -> list[dict[str, str]]:
        found = self._database.execute(
            "select source, language, verdict from submission where problem = ? order by rowid", (problem,)
        )
        return [{"source": source, "language": language, "verdict": verdict} for source, language, verdict in found]

    def _take(self, source: HubSource) -> None:
        for _, row in rows(source, codeforces.SUBMISSION_COLUMNS):
            if isinstance(row, str):
                continue
            values = [row.get(column) for column in codeforces.SUBMISSION_COLUMNS]
            problem, code, label, verdict = (value if isinstance(value, str) else "" for value in values)
            language = codeforces.language_of(label)
            key = (problem, verdict, language)
            if problem and code and language and verdict in codeforces.VERDICTS and self._kept[key] < MOST:
                self._kept[key] += 1
                self._database.execute("insert into submission values (?, ?, ?, ?)", (problem, code, label, verdict))
