"""Every sort of fault, by class."""

from __future__ import annotations

from benchmarks.validation.sorts import generators, oracles, questions, solvers, verifiers
from benchmarks.validation.subject import Sort

SORTS: list[Sort] = [
    *generators.SORTS,
    *questions.SORTS,
    *oracles.SORTS,
    *verifiers.SORTS,
    *solvers.SORTS,
]
