"""Instances kept on disk: an instance is the same bytes every time, so all arms and seeds share what was made once."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from scaler.environment import Instance, Score
from scaler.errors import InstanceError
from scaler.evaluation import Env

BUSY = 120.0
"""Seconds that one process waits for another one's write."""


class Store:
    """Instances by (reference, level, seed) in one SQLite file, which several processes may use at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with closing(self._open()) as file, file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute(
                "CREATE TABLE IF NOT EXISTS instances "
                "(ref TEXT, level INTEGER, seed INTEGER, body TEXT, PRIMARY KEY (ref, level, seed)) WITHOUT ROWID"
            )

    def read(self, ref: str, pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Instance]:
        """Those of the (level, seed) pairs that are there."""
        found = {}
        with closing(self._open()) as file:
            for pair in dict.fromkeys(pairs):
                query = "SELECT body FROM instances WHERE ref = ? AND level = ? AND seed = ?"
                row = file.execute(query, (ref, *pair)).fetchone()
                if row is not None:
                    found[pair] = Instance.model_validate_json(row[0])
        return found

    def add(self, instances: Sequence[Instance]) -> None:
        rows = [(each.environment, each.level, each.seed, each.model_dump_json()) for each in instances]
        with closing(self._open()) as file, file:
            file.executemany("INSERT OR REPLACE INTO instances VALUES (?, ?, ?, ?)", rows)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=BUSY)


class Stored:
    """An environment with its lowest `levels` levels, whose instances are kept in a store."""

    def __init__(self, env: Env, levels: int, store: Store) -> None:
        self._env = env
        self._levels = levels
        self._store = store

    @property
    def ref(self) -> str:
        return self._env.ref

    @property
    def levels(self) -> int:
        return self._levels

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        for level, _ in pairs:
            if not 0 <= level < self._levels:
                raise InstanceError(f"{self.ref} has no level {level} here", fix=f"choose 0 to {self._levels - 1}")
        made = self._store.read(self.ref, pairs)
        missing = [pair for pair in dict.fromkeys(pairs) if pair not in made]
        if missing:
            fresh = self._env.instances(missing)
            self._store.add(fresh)
            made |= dict(zip(missing, fresh, strict=True))
        return [made[pair] for pair in pairs]

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        return self._env.scores(pairs)


def stored(environments: Mapping[str, Env], levels: Mapping[str, int], store: Store) -> dict[str, Env]:
    """The environments named in `levels`, in its order, each with so many levels."""
    return {name: Stored(environments[name], count, store) for name, count in levels.items()}
