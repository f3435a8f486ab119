"""Programming problems: the one room that knows source formats.

`read_problems(path)` gives the problems of a folder or file, and what had to be set aside and why.
"""

from __future__ import annotations

from scaler.problems.batch import unwrap_case
from scaler.problems.exponents import unflatten
from scaler.problems.platform import portable
from scaler.problems.read import read_problems
from scaler.problems.reading import Broken, Reading
from scaler.problems.record import Batch, Example, Language, Limits, Problem, Solution, Verdict

__all__ = [
    "Batch",
    "Broken",
    "Example",
    "Language",
    "Limits",
    "Problem",
    "Reading",
    "Solution",
    "Verdict",
    "portable",
    "read_problems",
    "unflatten",
    "unwrap_case",
]
