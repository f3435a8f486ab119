"""Programming problems: the one room that knows source formats.

`read_problems(source)` gives the problems of a folder, file or data set, and what had to be set aside and why;
`iterate_problems(source)` gives them one at a time.
"""

from __future__ import annotations

from scaler.problems.batch import unwrap_case
from scaler.problems.exponents import unflatten
from scaler.problems.hub import HubSource
from scaler.problems.platform import portable
from scaler.problems.pool_entries import PoolEntry, read_pool
from scaler.problems.read import iterate_problems, read_problems, source_identity
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
    "iterate_problems",
    "portable",
    "read_pool",
    "read_problems",
    "source_identity",
    "stream_problems",
    "unflatten",
    "unwrap_case",
]
