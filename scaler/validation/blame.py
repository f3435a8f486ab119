"""Why does an accepted solution fail here? Names the platform faults that old judges never showed."""

from __future__ import annotations

from pydantic import JsonValue

from scaler.environment import Answered, AnswerSpec

WORD = 1 << 32
CLOSE = 1e-3


def why_failed(answer: Answered) -> str:
    """The failure of a program in one line, with its likely cause where that is known."""
    result, failure = answer.result, answer.failure or ""
    if result.status == "signal" and not result.stderr.strip():  # an abort says why, these do not
        return f"{failure} (a stack overflow, memory out of bounds or a division by zero)"
    if "RecursionError" in failure:
        return f"{failure} (recursion deeper than Python's limit)"
    if "MemoryError" in failure or "bad_alloc" in failure:
        return f"{failure} (out of memory)"
    return failure


def why_different(right: JsonValue, given: JsonValue, spec: AnswerSpec) -> str:
    """`, ` and a cause that explains the difference of two answers; empty where none is known."""
    pairs = list(_numbers(right, given))
    if any(_wraps(a, b) for a, b in pairs):
        return ", as a 32-bit overflow would"
    if "number" in (spec.shape, spec.items) and pairs and all(_rounded(a, b) for a, b in pairs):
        return ", as too few printed digits would"
    return ""


def _numbers(right: JsonValue, given: JsonValue) -> list[tuple[float, float]]:
    if isinstance(right, list) and isinstance(given, list) and len(right) == len(given):
        return [pair for a, b in zip(right, given, strict=True) for pair in _numbers(a, b)]
    if isinstance(right, int | float) and isinstance(given, int | float) and right != given:
        return [(right, given)]
    return []


def _wraps(right: float, given: float) -> bool:
    return isinstance(right, int) and isinstance(given, int) and (right - given) % WORD == 0


def _rounded(right: float, given: float) -> bool:
    return abs(right - given) <= CLOSE * max(1.0, abs(right))
