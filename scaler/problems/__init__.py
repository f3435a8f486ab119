"""Programming problems: the one room that knows source formats.

`read_problems(path)` gives the problems of a folder or file, and what had to be set aside and why.
"""

from __future__ import annotations

from scaler.problems.batch import unwrap_case
from scaler.problems.pool_entries import PoolEntry, read_pool
from scaler.problems.read import read_problems
from scaler.problems.reading import Broken, Reading
from scaler.problems.record import Batch, Example, Language, Limits, Problem, Solution, Verdict

__all__ = [
    "Batch",
    "Broken",
    "Example",
    "Language",
    "Limits",
    "PoolEntry",
    "Problem",
    "Reading",
    "Solution",
    "Verdict",
    "read_pool",
    "read_problems",
    "unwrap_case",
]
