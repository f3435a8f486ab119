"""Reading evidence: which gate failed, and how weak the weakest of it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Item = Mapping[str, Any]


class Weakness(NamedTuple):
    """`share` in [0, 1]: how often a reward may be had without reasoning, or a right answer missed; `why`: by what."""

    share: float
    why: str


def failed_gate(evidence: Sequence[Item]) -> str:
    """The name of the first gate that failed; empty when all passed."""
    return next((str(item.get("gate", "?")) for item in evidence if not item.get("passed")), "")


def weakest(evidence: Sequence[Item]) -> Weakness:
    """The weakest point of the evidence; a failed gate is the weakest of all.

    Compared are shares of the same kind: guesses that succeed at a level, the 95% bound on disagreements between
    references, solver runs that ended with another answer. Evidence that holds none of them counts as weak as can be.
    """
    if gate := failed_gate(evidence):
        return Weakness(1.0, f"failed {gate}")
    found = [weakness for item in evidence for weakness in _weaknesses(item)]
    return max(found, default=Weakness(1.0, "nothing was measured"))


def level_tables(measured: Any) -> Iterator[tuple[str, list[Item]]]:
    """The tables by level in what a gate measured: lists of objects that have a `level`, with their keys."""
    for key, value in measured.items() if isinstance(measured, dict) else ():
        if isinstance(value, list) and value and all(isinstance(row, dict) and "level" in row for row in value):
            yield str(key), value


def count_tables(measured: Any) -> Iterator[Item]:
    """The objects in which counts may stand: what was measured itself, and the objects right below it."""
    if isinstance(measured, dict):
        yield measured
        yield from (value for value in measured.values() if isinstance(value, dict))


def number(value: Any) -> float | None:
    """The value if it is a number that a float can hold, but not a boolean."""
    try:
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    except OverflowError:
        return None


def _weaknesses(item: Item) -> Iterator[Weakness]:
    measured = item.get("measured")
    for _, rows in level_tables(measured):
        for row in rows:
            for key in ("best_guess_share", "commonest_share", "commonest_answer"):
                if (share := number(row.get(key))) is not None:
                    yield _bounded(share, f"a guess is right in {share:.0%} of level {row['level']}")
    for counts in count_tables(measured):
        for key, value in counts.items():
            if "disagreement" in key and key.endswith("bound_95") and (bound := number(value)) is not None:
                yield _bounded(bound, f"references may disagree on {bound:.1%}")
        agreed, ended = number(counts.get("agreed")), number(counts.get("ended"))
        if agreed is not None and ended:
            total = ended + (number(counts.get("ended_above")) or 0)
            yield _bounded(1 - agreed / total, f"the solver agrees in {agreed:.0f} of {total:.0f} runs")


def _bounded(share: float, why: str) -> Weakness:
    return Weakness(min(1.0, max(0.0, share)), why)
