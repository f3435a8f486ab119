"""The index: one row a version, for lists, filters and digests. It holds nothing that cannot be read again."""

from __future__ import annotations

import json
import sqlite3
from typing import Literal

from scaler.environment import Frozen
from scaler.errors import RegistryError
from scaler.registry.contract import Store
from scaler.registry.evidence import failed_gate, weakest
from scaler.registry.files import digest_of
from scaler.registry.manifest import read_manifest, version_key
from scaler.registry.review import Entry, State, read_entry

MAX_WORDS = 20  # of a search; more are left out
VERSION = 2
"""Raise it with every change of SCHEMA or of what the columns mean: an index of another version is built anew."""

SCHEMA = """
CREATE TABLE rows (
    name TEXT, major INTEGER, minor INTEGER, ref TEXT, title TEXT, state TEXT, kind TEXT, levels INTEGER, source TEXT,
    licence TEXT, reviewer TEXT, reason TEXT, time TEXT, digest TEXT, gate TEXT, weakness REAL, weakest TEXT,
    PRIMARY KEY (name, major, minor)
) WITHOUT ROWID;
CREATE INDEX by_digest ON rows (digest);
CREATE INDEX by_weakness ON rows (weakness DESC, name, major, minor);
CREATE TABLE broken (name TEXT, message TEXT);
"""

Order = Literal["weakest", "name", "newest"]
_ORDERS: dict[Order, str] = {
    "weakest": "weakness DESC, name, major, minor",
    "name": "name, major, minor",
    "newest": "time DESC, name, major, minor",
}


class Row(Frozen):
    """One version, as a list shows it.

    `reviewer`, `reason` and `time` are those of the last review. `gate` is the gate that failed, empty when none did.
    `weakness` in [0, 1] and `weakest`: see `evidence.weakest`.
    """

    ref: str
    title: str
    state: State
    kind: str
    levels: int
    source: str
    licence: str
    reviewer: str
    reason: str
    time: str
    digest: str
    gate: str
    weakness: float
    weakest: str


class Query(Frozen):
    """Which rows, in which order. Every filter that is given must hold.

    `gate` is a gate that failed, or "none" for versions that passed all; `text` stands in name, title or reason.
    """

    state: State | None = None
    kind: str | None = None
    source: str | None = None
    gate: str | None = None
    text: str = ""
    order: Order = "name"
    offset: int = 0
    limit: int | None = None


class Found(Frozen):
    """What a query found: the rows from `offset` on, and how many there are without offset and limit."""

    rows: tuple[Row, ...]
    total: int


Facets = dict[str, dict[str, int]]
"""column -> value -> how many versions: of `state`, `kind`, `source` and `gate`."""


class Overview(Frozen):
    """What was found, the facets of all that there is, and a message for each environment that cannot be read."""

    found: Found
    facets: Facets
    broken: tuple[str, ...]


def add_rows(database: sqlite3.Connection, store: Store, name: str) -> None:
    """Replace the rows of one environment. What cannot be read becomes a line in `broken`, never an error."""
    remove_rows(database, name)
    rows = []
    try:
        entry = entry_of(store, name)
        rows = [_row(store, entry, name, version) for version in store.versions(name)]
    except RegistryError as error:
        database.execute("INSERT INTO broken VALUES (?, ?)", (name, error.message))
    database.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * 17)})", rows)


def remove_rows(database: sqlite3.Connection, name: str) -> None:
    database.execute("DELETE FROM rows WHERE name = ?", (name,))
    database.execute("DELETE FROM broken WHERE name = ?", (name,))


def entry_of(store: Store, name: str) -> Entry:
    """The environment's entry; one that was never written (a killed publication) is a bare candidate."""
    content = store.entry(name)
    if content is not None:
        return read_entry(content, store.where(name, "entry.yaml"))
    version = store.versions(name)[-1]
    return Entry(name=name, title=read_manifest(store.manifest(name, version), store.where(name, version)).spec.title)


def search(database: sqlite3.Connection, query: Query) -> Found:
    """The rows that a query finds."""
    where, values = _where(query)
    (total,) = database.execute(f"SELECT count(*) FROM rows {where}", values).fetchone()
    fields = ", ".join(Row.model_fields)
    limit = -1 if query.limit is None else query.limit
    found = database.execute(
        f"SELECT {fields} FROM rows {where} ORDER BY {_ORDERS[query.order]} LIMIT ? OFFSET ?",
        (*values, limit, query.offset),
    )
    rows = tuple(Row.model_validate(dict(zip(Row.model_fields, line, strict=True))) for line in found)
    return Found(rows=rows, total=total)


def facets(database: sqlite3.Connection) -> Facets:
    """How many versions there are of each state, kind, source and failed gate."""
    return {
        column: dict(database.execute(f"SELECT {column}, count(*) FROM rows GROUP BY {column} ORDER BY {column}"))
        for column in ("state", "kind", "source", "gate")
    }


def with_digest(database: sqlite3.Connection, start: str) -> list[str]:
    """References of the versions whose digest starts like this, lower-case hexadecimal; at most two."""
    found = database.execute(
        "SELECT ref FROM rows WHERE digest >= ? AND digest < ? ORDER BY name, major, minor LIMIT 2",
        (start, start + "g"),
    )
    return [ref for (ref,) in found]


def broken(database: sqlite3.Connection) -> tuple[str, ...]:
    """What could not be read, one message an environment."""
    return tuple(message for (message,) in database.execute("SELECT message FROM broken ORDER BY name"))


def _where(query: Query) -> tuple[str, list[str]]:
    conditions, values = [], []
    wanted = {"state": query.state, "kind": query.kind, "source": query.source, "gate": query.gate}
    for column, value in wanted.items():
        if value is not None:
            conditions.append(f"{column} = ?")
            values.append("" if (column, value) == ("gate", "none") else value)
    for word in query.text.split()[:MAX_WORDS]:
        conditions.append("(instr(lower(ref), ?) OR instr(lower(title), ?) OR instr(lower(reason), ?))")
        values += [word.lower()] * 3
    return (f"WHERE {' AND '.join(conditions)}" if conditions else ""), values


def _row(store: Store, entry: Entry, name: str, version: str) -> tuple[str | int | float, ...]:
    files, where = store.files(name, version), store.where(name, version)
    manifest = read_manifest(files.get("manifest.yaml", b""), where)
    try:
        evidence = json.loads(files["evidence.json"])
        weakness, gate = weakest(evidence), failed_gate(evidence)
    except (KeyError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise RegistryError(f"{where}/evidence.json cannot be read: {error!r}") from error
    review = entry.last(version)
    return (
        name,
        *version_key(version),
        f"{name}@{version}",
        manifest.spec.title,
        entry.state(version),
        manifest.spec.answer.kind,
        len(manifest.spec.levels),
        manifest.origin.source,
        manifest.origin.licence,
        review.reviewer if review else "",
        review.reason if review else "",
        review.time if review else "",
        digest_of(files),
        gate,
        *weakness,
    )
