"""How a gate says what it found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import JsonValue

from scaler.environment import Frozen
from scaler.validation.bench import Bench, Draw
from scaler.validation.candidate import Candidate, Evidence, Outcome

MAX_REASON = 400
MAX_ADVICE = 3000
MAX_PART = 1000

Measured = Frozen | Mapping[str, JsonValue]


def accept(gate: str, candidate: Candidate, measured: Measured, remark: str = "") -> Outcome:
    """The gate passed; `remark` is a line for people."""
    return Outcome(Evidence(gate=gate, passed=True, reason=remark, measured=_plain(measured)), candidate)


def reject(
    gate: str,
    candidate: Candidate,
    reason: str,
    advice: str,
    measured: Measured | None = None,
    replay: Sequence[Draw] = (),
) -> Outcome:
    """The gate failed; `replay` names the instances that show it."""
    evidence = Evidence(
        gate=gate,
        passed=False,
        reason=clip(" ".join(reason.split()), MAX_REASON),
        advice=clip(advice, MAX_ADVICE),
        measured={**_plain(measured or {}), "replay": [draw.replay for draw in replay]},
    )
    return Outcome(evidence, candidate)


def drop_references(
    gate: str,
    candidate: Candidate,
    bench: Bench,
    dropped: Mapping[str, str],
    measured: Measured,
    advice: str,
    replay: Sequence[Draw] = (),
) -> Outcome:
    """The candidate without the dropped references (name -> why); the gate fails when too few are left."""
    left = tuple(name for name in candidate.references if name not in dropped)
    candidate = replace(candidate, references=left)
    measured = {**_plain(measured), "references": list(left), "dropped": dict(dropped)}
    least = bench.thresholds.min_references
    if len(left) < least:
        reason = f"{len(left)} of at least {least} references left"
        reason += "".join(f"; {name}: {why}" for name, why in dropped.items())
        return reject(gate, candidate, reason, advice, measured, replay)
    return accept(gate, candidate, measured, f"dropped {', '.join(dropped)}" if dropped else "")


def example(parts: Mapping[str, object]) -> str:
    """One labelled block a part, each cut to a readable length."""
    return "\n".join(f"{label}: {clip(str(part), MAX_PART)}" for label, part in parts.items())


def clip(text: str, limit: int) -> str:
    """The text, its middle left out where it is longer than `limit` characters."""
    if len(text) <= limit:
        return text
    half = (limit - 7) // 2
    return f"{text[:half]} [...] {text[-half:]}"


def _plain(measured: Measured) -> dict[str, JsonValue]:
    return measured.model_dump(mode="json", exclude_none=True) if isinstance(measured, Frozen) else dict(measured)
