"""How many tokens the questions of a set have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from scaler.registry import Registry


class QuestionTokens(NamedTuple):
    """How long questions are: the longest, and the mean of the levels' longest."""

    longest: int
    mean: int


def question_tokens(registry: Registry, refs: Iterable[str]) -> QuestionTokens | None:
    """As validation measured them on the levels it kept; None where it measured nothing."""
    counts = [count for ref in refs for count in _measured(registry.version(ref).evidence)]
    return QuestionTokens(max(counts), round(sum(counts) / len(counts))) if counts else None


def _measured(evidence: Iterable[dict[str, Any]]) -> list[int]:
    for item in evidence:
        measured = item.get("measured") or {}
        tokens, kept = measured.get("tokens"), measured.get("levels")
        if item.get("gate") == "prompt" and isinstance(tokens, dict) and isinstance(kept, list):
            return [int(tokens[str(level)]) for level in kept if str(level) in tokens]
    return []
