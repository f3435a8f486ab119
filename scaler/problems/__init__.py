"""Programming problems: the one room that knows source formats.

`read_problems(source)` gives the problems of a folder, file or data set, and what had to be set aside and why;
`stream_problems(reference)` those of a large data set, one at a time.
"""

from __future__ import annotations

from scaler.problems.batch import unwrap_case
from scaler.problems.exponents import unflatten
from scaler.problems.hub import HubSource
from scaler.problems.platform import portable
from scaler.problems.pool_entries import PoolEntry, read_pool
from scaler.problems.read import read_problems
from scaler.problems.reading import Broken, Reading
from scaler.problems.record import Batch, Example, Language, Limits, Problem, Solution, Verdict
from scaler.problems.stream import stream_problems

__all__ = [
    "Batch",
    "Broken",
    "Example",
    "HubSource",
    "Language",
    "Limits",
    "PoolEntry",
    "Problem",
    "Reading",
    "Solution",
    "Verdict",
    "portable",
    "read_pool",
    "read_problems",
    "stream_problems",
    "unflatten",
    "unwrap_case",
]
