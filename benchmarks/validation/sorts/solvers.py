"""Faults of solvers: what a question and oracles that part would look like."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.validation.subject import Planter, Sort, Subject, with_programs
from scaler.validation import Draft

_WRONG = """

_clean_solve = solve


def _altered(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return value + "a"
    return value[:-1] + [_altered(value[-1])] if value else [1]


def solve(question):
    value = _clean_solve(question)
    if sum(map(ord, question)) % {rate} == 0:
        return {answer}
    return value
"""
_SLOW = "\n\ndef solve(question):\n    while True:\n        pass\n"
SLOW_IN = ("zipper", "stair-costs", "twin-targets")
"""A run that never ends costs its whole time limit, eight times over: planted where that says all there is to say."""


def _changed(*variants: tuple[str, int, str]) -> Planter:
    def plant(subject: Subject) -> Iterator[tuple[str, Draft]]:
        for name, rate, answer in variants:
            code = (subject.draft.programs.solver or "") + _WRONG.format(rate=rate, answer=answer)
            yield name, with_programs(subject.draft, solver=code)

    return plant


def _slow(subject: Subject) -> Iterator[tuple[str, Draft]]:
    if subject.draft.name in SLOW_IN:
        yield "", with_programs(subject.draft, solver=(subject.draft.programs.solver or "") + _SLOW)


SORTS = [
    Sort(
        "solver", "wrong at times",
        _changed(("one in 3", 3, "_altered(value)"), ("one in 8", 8, "_altered(value)")), "never",
    ),
    Sort("solver", "gives up at times", _changed(("one in 8", 8, "1 / 0")), "never"),
    Sort("solver", "too slow", _slow, "never"),
]  # fmt: skip
