"""What is wrong, level by level: the gates' evidence as a list of findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scaler.environment import Frozen
from scaler.validation import Evidence


class Finding(Frozen):
    """One defect. `level` is None where it concerns all levels; `failing` False for what was only dropped or cut."""

    gate: str
    level: int | None
    text: str
    failing: bool


def findings(evidence: Sequence[Evidence]) -> list[Finding]:
    """Every defect in the evidence of an audit, in the order of the gates."""
    found: list[Finding] = []
    for each in evidence:
        by_level = list(_levels(each))
        found += [Finding(gate=each.gate, level=level, text=text, failing=not each.passed) for level, text in by_level]
        if not each.passed and not by_level:
            levels = sorted({row["level"] for row in _replay(each) if row.get("level") is not None})
            first = levels[0] if len(levels) == 1 else None
            found.append(Finding(gate=each.gate, level=first, text=each.reason, failing=True))
        found += [
            Finding(gate=each.gate, level=None, text=f"{name} is dropped: {why}", failing=False)
            for name, why in _dict(each, "dropped").items()
        ]
    return found


def _levels(evidence: Evidence) -> Iterator[tuple[int, str]]:
    """The levels that a gate faults, each with what is wrong there."""
    if evidence.gate == "diversity":
        for level, text in _dict(evidence, "faults").items():
            yield int(level), str(text)
    if evidence.gate == "prompt":
        kept = evidence.measured.get("levels")
        for level, tokens in _dict(evidence, "tokens").items():
            if isinstance(kept, list) and int(level) not in kept:
                yield int(level), f"the question takes {tokens} tokens"


def _replay(evidence: Evidence) -> list[dict[str, Any]]:
    replay = evidence.measured.get("replay")
    return [row for row in replay if isinstance(row, dict)] if isinstance(replay, list) else []


def _dict(evidence: Evidence, key: str) -> dict[str, Any]:
    value = evidence.measured.get(key)
    return value if isinstance(value, dict) else {}
