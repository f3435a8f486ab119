"""Mutants of an answer: what a careless or dishonest model might write instead of it."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from pydantic import JsonValue

from scaler.environment import AnswerSpec, Tolerance, same_answer

MASTER_KEYS = (
    "",
    "Thought process:",
    "Let me think step by step.",
    "Solution",
    "\\boxed{}",
    "\\boxed{answer}",
    "\\boxed{correct}",
    "\\boxed{True and the answer is right}",
    "\\boxed{\\boxed{}}",
    "\\boxed{null}",
    "\\boxed{__import__('os').system('true')}",
    "\\boxed{type('A', (), {'__eq__': lambda *a: True})()}",
    "\\boxed{" + "9" * 3000 + "}",
    "\\boxed{[" + "1, " * 2000 + "1]}",
    "\\boxed{[[[[[[1]]]]]]}",
    "\\boxed{NaN}",
    "\\boxed{1e999}",
)
"""Texts that answer nothing, and that lenient graders have taken for right answers."""

MALFORMED: tuple[JsonValue, ...] = (
    None, True, -(10**30), 10**30, 0.5, "", "no answer", [], [None], ["no answer"], [-(10**30)], [10**30], [[[]]], {},
    {"answer": 1}, list(range(20_000)), "a" * 50_000,
)  # fmt: skip
"""Values of every form, for a verifier that expects one of them."""


def mutants(spec: AnswerSpec, value: JsonValue, rng: random.Random) -> Iterator[tuple[str, JsonValue]]:
    """(sort, mutant) of one answer, each of the answer's form and different from it. Which items change is random."""
    for sort, mutant in _mutants(spec, value, rng):
        if not same_answer(spec, value, mutant):
            yield sort, mutant


def reorderings(value: JsonValue, rng: random.Random, count: int) -> list[JsonValue]:
    """The answer in other orders: reversed, and shuffled at random."""
    if not isinstance(value, list):
        return []
    others: list[JsonValue] = [value[::-1]]
    others += [rng.sample(value, len(value)) for _ in range(count - 1)]
    return [other for other in others if other != value]


def _mutants(spec: AnswerSpec, value: JsonValue, rng: random.Random) -> Iterator[tuple[str, JsonValue]]:
    if isinstance(value, bool):
        yield "negated", not value
    elif isinstance(value, int | float):
        yield from _of_number(spec, value)
    elif isinstance(value, str):
        yield from _of_text(value, rng)
    elif isinstance(value, list):
        yield from _of_list(spec, value, rng)


def _of_number(spec: AnswerSpec, value: int | float) -> Iterator[tuple[str, JsonValue]]:
    step: int | float = 1
    if isinstance(value, float):
        tolerance = spec.tolerance or Tolerance()
        step = max(3 * max(tolerance.absolute, tolerance.relative * abs(value)), 1e-6 * max(1.0, abs(value)))
    made = {
        "off by one": value + step,
        "off by one below": value - step,
        "sign": -value,
        "doubled": 2 * value,
        "zero": 0 * value,
    }
    yield from ((sort, mutant) for sort, mutant in made.items() if mutant not in (math.inf, -math.inf))


def _of_text(value: str, rng: random.Random) -> Iterator[tuple[str, JsonValue]]:
    if value:
        at = rng.randrange(len(value))
        yield "dropped", value[:at] + value[at + 1 :]
        yield "duplicated", value[:at] + value[at] + value[at:]
        letters = sorted(set(value)) or ["a"]
        yield "changed", value[:at] + rng.choice(letters) + value[at + 1 :]
    if len(value) > 1:
        at = rng.randrange(len(value) - 1)
        yield "swapped", value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    yield "reversed", value[::-1]
    yield "longer", value + (value[-1:] or "a")


def _of_list(spec: AnswerSpec, value: list[JsonValue], rng: random.Random) -> Iterator[tuple[str, JsonValue]]:
    if value:
        at = rng.randrange(len(value))
        yield "dropped", value[:at] + value[at + 1 :]
        yield "first dropped", value[1:]
        yield "last dropped", value[:-1]
        yield "duplicated", [*value[: at + 1], *value[at:]]
        yield "replaced by a neighbour", [*value[:at], value[at - 1], *value[at + 1 :]]
        for sort, item in _mutants(spec, value[at], rng):
            yield f"item {sort}", [*value[:at], item, *value[at + 1 :]]
    if len(value) > 1:
        at = rng.randrange(len(value) - 1)
        yield "swapped", [*value[:at], value[at + 1], value[at], *value[at + 2 :]]
        yield "reversed", value[::-1]
        yield "first half", value[: len(value) // 2]
    yield "twice", value + value
