"""Where the time of a full validation goes, gate by gate, against the bare runs that it cannot do without.

The baseline of an environment is its oracles alone, on the same number of inputs in the same sandbox: each trusted
reference once for every comparison on random scales, levels and shapes, and the two best on all draws of each level.
CPU seconds of what runs in the sandbox and of the thread that judges; wall time says little on a shared machine.
"""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass
from pathlib import Path

from benchmarks.validation.drafts import clean_drafts
from benchmarks.validation.memory import RememberingSandbox
from benchmarks.validation.subject import Subject
from scaler.environment import solve_with_reference
from scaler.sandbox import Sandbox
from scaler.validation import GATES, Draft, Verdict, load_thresholds, validate

ASKED = 20.0
"""CPU seconds that a full validation may take at the median."""


@dataclass(frozen=True)
class Cost:
    """One environment. `oracle_runs` are those of the gate on agreement, `bare` the CPU seconds of as many alone."""

    draft: Draft
    verdict: Verdict
    oracle_runs: int
    bare: float

    @property
    def total(self) -> float:
        return sum(evidence.cpu_seconds for evidence in self.verdict.evidence)


def cost_table(sandbox: Sandbox, files: Path | None, only: frozenset[str]) -> list[str]:
    """Markdown lines."""
    drafts = list(clean_drafts(RememberingSandbox(sandbox), files, only))
    costs = [_measure(draft, sandbox) for draft in drafts]
    dear = sorted(GATES, key=lambda gate: -statistics.median(_seconds(cost, gate) for cost in costs))[:5]
    limits = load_thresholds()
    head = ["environment", "CPU s", *dear, "other gates", "oracle runs", "bare oracles", "ratio"]
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    rows = [(cost.draft.name, _row(cost, dear)) for cost in costs]
    middle = [statistics.median(column) for column in zip(*(row for _, row in rows), strict=True)]
    whole = head.index("oracle runs") - 1
    for name, row in [*rows, ("median", middle)]:
        cells = [f"{value:.{0 if index == whole else 2}f}" for index, value in enumerate(row)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    verdict = "within" if middle[0] <= ASKED else "above"
    return [
        *lines, "",
        f"{limits.random_scales} random scales x all references, {limits.draws_per_level} draws a level: "
        f"median {middle[0]:.1f} CPU seconds, {verdict} the {ASKED:.0f} asked for; "
        f"most {max(cost.total for cost in costs):.1f}.",
    ]  # fmt: skip


def _row(cost: Cost, dear: list[str]) -> list[float]:
    seconds = [_seconds(cost, gate) for gate in dear]
    return [
        cost.total, *seconds, cost.total - sum(seconds), cost.oracle_runs, cost.bare, cost.total / cost.bare,
    ]  # fmt: skip


def _seconds(cost: Cost, gate: str) -> float:
    return sum(evidence.cpu_seconds for evidence in cost.verdict.evidence if evidence.gate == gate)


def _measure(draft: Draft, sandbox: Sandbox) -> Cost:
    verdict = validate(draft, sandbox, load_thresholds())
    assert verdict.passed, verdict.failed_gate
    measured = next(evidence.measured for evidence in verdict.evidence if evidence.gate == "agreement")
    compared, instances, pair = measured["references_compared"], measured["instances"], measured["pair"]
    assert isinstance(compared, int)
    assert isinstance(instances, int)
    assert isinstance(pair, dict)
    more = int(str(pair["trials"]))
    oracles, levels = verdict.candidate.references, verdict.candidate.levels
    subject = Subject.of(draft, oracles, levels, sandbox)
    plan = [(name, instances) for name in oracles[:compared]] + [(name, more) for name in oracles[:2]]
    bare = sum(_bare(subject, name, count, sandbox) for name, count in plan)
    return Cost(draft, verdict, sum(count for _, count in plan), bare)


def _bare(subject: Subject, name: str, count: int, sandbox: Sandbox) -> float:
    """CPU seconds of a reference alone on `count` fair inputs of the levels in turn."""
    inputs = itertools.cycle(itertools.chain.from_iterable(zip(*subject.stdins.values(), strict=True)))
    stdins = list(itertools.islice(inputs, count))
    spec = subject.draft.spec
    answers = solve_with_reference(sandbox, subject.reference(name), spec.answer, spec.batch, stdins)
    return sum(answer.result.cpu for answer in answers)
