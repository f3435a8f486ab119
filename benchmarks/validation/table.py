"""What was planted and what was found, as markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benchmarks.validation.planting import Row
from benchmarks.validation.reasons import why_missed
from benchmarks.validation.sorts import SORTS
from scaler.validation.statistics import error_rate_bound

MOST_GATES = 4


def faults_table(rows: Sequence[Row]) -> list[str]:
    """The table, the share found with its exact lower bound, what was missed and why, and the sound drafts."""
    order = {place: number for number, place in enumerate(dict.fromkeys((sort.kind, sort.name) for sort in SORTS))}
    planted = [row for row in rows if row.outcome in ("found", "missed")]
    planted.sort(key=lambda row: order.get((row.kind, row.sort), len(order)))
    equivalent = Counter((row.kind, row.sort) for row in rows if row.outcome == "equivalent")
    lines = ["| fault in | sort | planted | found | by |", "| --- | --- | ---: | ---: | --- |"]
    for kind, sort in dict.fromkeys((row.kind, row.sort) for row in planted):
        some = [row for row in planted if (row.kind, row.sort) == (kind, sort)]
        lines.append(f"| {kind} | {sort} | {len(some)} | {_found(some)} | {_gates(some)} |")
    lines.append(f"| all | | {len(planted)} | {_found(planted)} | |")
    return [
        *lines, "", _share(planted), f"{equivalent.total()} more edits changed nothing and do not count.", "",
        *_missed(planted), *_clean(rows),
    ]  # fmt: skip


def _found(rows: Sequence[Row]) -> int:
    return sum(row.outcome == "found" for row in rows)


def _gates(rows: Sequence[Row]) -> str:
    gates = Counter(row.gate for row in rows if row.gate).most_common()
    named = [f"{gate} {count}" for gate, count in gates[:MOST_GATES]]
    rest = sum(count for _, count in gates[MOST_GATES:])
    return ", ".join([*named, f"others {rest}"] if rest else named)


def _share(planted: Sequence[Row]) -> str:
    missed = len(planted) - _found(planted)
    lower = 1 - error_rate_bound(missed, len(planted)) if planted else 0.0
    environments = len({row.environment for row in planted})
    return (
        f"{len(planted)} faults in {environments} environments, {_found(planted)} found: "
        f"{_found(planted) / max(len(planted), 1):.1%}, at least {lower:.1%} (exact, one-sided, 95 %)."
    )


def _missed(planted: Sequence[Row]) -> list[str]:
    missed = [row for row in planted if row.outcome == "missed"]
    if not missed:
        return []
    lines = [
        f"- {row.environment}, {row.kind}: {row.sort}{f' ({row.variant})' if row.variant else ''}. {why_missed(row)}"
        for row in missed
    ]
    return ["Missed:", "", *lines, ""]


def _clean(rows: Sequence[Row]) -> list[str]:
    clean = [row for row in rows if row.kind == "clean"]
    rejected = [row for row in clean if row.outcome == "rejected"]
    drafts = len({row.environment for row in clean})
    first = f"{drafts} sound drafts under {len(clean)} pairs of draft and seed: {len(rejected)} rejected."
    return [first, *(f"- {row.environment}, {row.sort}: {row.gate}: {row.reason}" for row in rejected)]
