"""Reading evidence: which gate failed, and how weak the weakest of it is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

Item = Mapping[str, Any]


GUESSES = ("best_guess_share", "commonest_share", "commonest_answer")
"""What a level's row calls the share of tasks that one cheap guess gets right."""
DISAGREEMENTS = "disagreements"
DOUBTS = {
    DISAGREEMENTS: "references may disagree on",
    "trusted": "trusted references may disagree on",
    "pair": "the two oracles may disagree on",
    "cross_language": "oracles of two languages may disagree on",
    "cross_author": "oracles of two authors may disagree on",
    "refused_right": "the verifier may refuse right answers:",
    "accepted_wrong": "the verifier may accept wrong answers:",
    "second_judge": "a second judge may refuse right answers:",
}
"""name of a rate -> what it is a rate of, before the share."""
NO_DOUBT = ("answers",)
"""Gates that let no single error pass and test our own code: their bounds only tell how few trials there were."""


@dataclass(frozen=True)
class Rate:
    """`count` of `trials`, and the largest rate that they do not rule out; 0 of 0 where only that is known."""

    count: float
    trials: float
    bound: float


class Weakness(NamedTuple):
    """`share` in [0, 1]: how often a reward may be had without reasoning, or a right answer missed; `why`: by what."""

    share: float
    why: str


def failed_gate(evidence: Sequence[Item]) -> str:
    """The name of the first gate that failed; empty when all passed."""
    return next((str(item.get("gate", "?")) for item in evidence if not item.get("passed")), "")


def weakest(evidence: Sequence[Item]) -> Weakness:
    """The weakest point of the evidence; a failed gate is the weakest of all.

    Compared are shares of the same kind: guesses that succeed at a level that was kept, the 95% bounds on disagreements
    between references and on errors of the verifier, solver runs that ended with another answer. Evidence that holds
    none of them counts as weak as can be.
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


def rates(measured: Any) -> Iterator[tuple[str, Rate]]:
    """The rates in what a gate measured, by name.

    Today's layout is {"trusted": {"count", "trials", "bound_95"}}. The older one, counts side by side with a bound
    whose name has "disagreement" in it, is read as a rate of DISAGREEMENTS.
    """
    for table in _count_tables(measured):
        for key, value in table.items():
            if "disagreement" in key and key.endswith("bound_95"):
                rate = _rate(table.get("disagreements", 0), table.get("instances", 0), value)
                if rate := rate or _rate(0, 0, value):
                    yield DISAGREEMENTS, rate
            elif isinstance(value, dict) and (rate := _rate(*map(value.get, ("count", "trials", "bound_95")))):
                yield str(key), rate


def _count_tables(measured: Any) -> Iterator[Item]:
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
    kept = measured.get("kept") if isinstance(measured, dict) else None
    for _, rows in level_tables(measured):
        for row in rows:
            if isinstance(kept, list) and row["level"] not in kept:
                continue
            for key in GUESSES:
                if (share := number(row.get(key))) is not None:
                    yield _bounded(share, f"a guess is right in {share:.0%} of level {row['level']}")
    for name, rate in rates(measured):
        if name in DOUBTS and item.get("gate") not in NO_DOUBT:
            yield _bounded(rate.bound, f"{DOUBTS[name]} {rate.bound:.1%}")
    for counts in _count_tables(measured):
        agreed, ended = number(counts.get("agreed")), number(counts.get("ended"))
        if agreed is not None and ended:
            total = ended + (number(counts.get("ended_above")) or 0)
            yield _bounded(1 - agreed / total, f"the solver agrees in {agreed:.0f} of {total:.0f} runs")


def _rate(count: Any, trials: Any, bound: Any) -> Rate | None:
    numbers = number(count), number(trials), number(bound)
    if None in numbers:
        return None
    rate = Rate(*(value for value in numbers if value is not None))
    return rate if 0 <= rate.count <= rate.trials < math.inf and 0 <= rate.bound <= 1 else None


def _bounded(share: float, why: str) -> Weakness:
    return Weakness(min(1.0, max(0.0, share)), why)
