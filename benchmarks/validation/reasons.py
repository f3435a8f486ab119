"""Why a fault slips through: written down for those that do."""

from __future__ import annotations

from benchmarks.validation.planting import Row

_WHY: dict[str, str] = {}


def why_missed(row: Row) -> str:
    """A sentence; the sort's, where nothing is known of this one."""
    return _WHY.get(f"{row.environment}: {row.sort}", _WHY.get(row.sort, "No reason is known yet."))
