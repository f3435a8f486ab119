"""Where a version came from: the problem it was made of, and how the draft came about."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import JsonValue

from scaler.environment import Frozen


class Origin(Frozen):
    """Where the problem came from; `statement_sha256` stands for a text that the registry does not hold."""

    problem: str
    source: str
    licence: str
    attribution: str
    statement_sha256: str


PROVENANCE: Mapping[str, str] = {
    "generated_by": "who wrote the draft: the models, as the endpoint names them",
    "model": "the model that was asked for",
    "sampling": "temperature and length limit, where the prompt sets none",
    "prompts": "step -> version and hash of its prompt",
    "calls": "completions in all",
    "attempts": "drafts asked for: the first, and one more for each repair",
    "tokens": "prompt and completion tokens in all",
    "pipeline": "the version of the pipeline",
    "problem_sha256": "the whole problem record, solutions included",
    "thresholds": "the gates' thresholds",
    "sandbox": "backend, tier and tools that the gates ran in",
    "time": "when it was published, ISO 8601 in UTC",
}
"""What a version's provenance must say; it may say more. `scaler registry check` names what is missing."""


def missing_provenance(provenance: Mapping[str, JsonValue]) -> list[str]:
    """The keys of PROVENANCE that are not there, and `sandbox.tier` where the sandbox does not tell its tier."""
    missing = [key for key in PROVENANCE if provenance.get(key) in (None, "")]
    sandbox = provenance.get("sandbox")
    if isinstance(sandbox, dict) and "tier" not in sandbox:
        missing.append("sandbox.tier")
    return missing


def generators(provenance: Mapping[str, JsonValue]) -> set[str]:
    """The names of those who generated the draft, as reviewers' names are compared: without regard to case."""
    names = str(provenance.get("generated_by", "")).split(",")
    return {name.strip().casefold() for name in [*names, str(provenance.get("model", ""))] if name.strip()}
