"""Cheap guesses: what somebody answers who looks at an instance, but does not think.

Each rule maps an instance's data to an answer in one step: a field as it is, its length, sum, extremes, ends, reverse.
Sorting is none of them: it has to be carried out. An environment that such a rule solves teaches a model the rule.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from pydantic import JsonValue

from scaler.environment import AnswerSpec

Guess = Callable[[Mapping[str, JsonValue]], JsonValue]
MAX_BITS = 256


def guesses(spec: AnswerSpec, fields: Sequence[str]) -> Iterator[tuple[str, Guess]]:
    """(name, rule) of every cheap guess over the fields that can give an answer of this kind.

    A rule gives None where it does not apply to an instance.
    """
    kinds: dict[str, Mapping[str, Callable[[JsonValue], JsonValue]]] = {
        "integer": _NUMBERS,
        "number": _NUMBERS,
        "string": _TEXTS,
        "array": _LISTS,
        "boolean": _TRUTHS,
    }
    for field in fields:
        for name, rule in kinds[spec.shape].items():
            yield name.format(field), _on(field, rule)
    if spec.shape in ("integer", "number"):
        for one in fields:
            for other in fields:
                if one < other:
                    yield f"{one} + {other}", _of_two(one, other, lambda a, b: a + b)
                    yield f"{one} * {other}", _of_two(one, other, lambda a, b: a * b)
                if one != other:
                    yield f"{one} - {other}", _of_two(one, other, lambda a, b: a - b)


def _on(field: str, rule: Callable[[JsonValue], JsonValue]) -> Guess:
    return lambda data: rule(data.get(field))


def _of_two(one: str, other: str, rule: Callable[[int, int], int]) -> Guess:
    def guess(data: Mapping[str, JsonValue]) -> JsonValue:
        a, b = data.get(one), data.get(other)
        return rule(a, b) if _is_int(a) and _is_int(b) and a.bit_length() + b.bit_length() < MAX_BITS else None  # type: ignore[arg-type, union-attr]

    return guess


def _is_int(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _flat(value: JsonValue) -> list[int | float]:
    """The numbers of a list or table, row by row; empty for anything else."""
    if not isinstance(value, list):
        return []
    found: list[int | float] = []
    for item in value:
        if isinstance(item, list):
            found += _flat(item)
        elif isinstance(item, int | float) and not isinstance(item, bool):
            found.append(item)
    return found


def _numeric(rule: Callable[[list[int | float]], JsonValue]) -> Callable[[JsonValue], JsonValue]:
    def guess(value: JsonValue) -> JsonValue:
        numbers = _flat(value)
        huge = any(isinstance(number, int) and number.bit_length() > MAX_BITS for number in numbers)
        mixed = huge and any(isinstance(number, float) for number in numbers)  # no float can hold their sum
        return rule(numbers) if numbers and not mixed else None

    return guess


def _sized(rule: Callable[[int], JsonValue]) -> Callable[[JsonValue], JsonValue]:
    return lambda value: rule(len(value)) if isinstance(value, list | str) else None


def _product(numbers: Sequence[int | float]) -> JsonValue:
    whole = [number for number in numbers if isinstance(number, int)]
    if len(whole) < len(numbers) or sum(number.bit_length() for number in whole) > MAX_BITS:
        return None
    return math.prod(whole)


_NUMBERS: dict[str, Callable[[JsonValue], JsonValue]] = {
    "{}": lambda value: value if isinstance(value, int | float) and not isinstance(value, bool) else None,
    "{} + 1": lambda value: value + 1 if isinstance(value, int) and not isinstance(value, bool) else None,
    "{} - 1": lambda value: value - 1 if isinstance(value, int) and not isinstance(value, bool) else None,
    "len({})": _sized(lambda size: size),
    "len({}) - 1": _sized(lambda size: size - 1),
    "sum({})": _numeric(lambda a: sum(a)),
    "max({})": _numeric(lambda a: max(a)),
    "min({})": _numeric(lambda a: min(a)),
    "max({0}) - min({0})": _numeric(lambda a: max(a) - min(a)),
    "largest step of {}": _numeric(lambda a: max((y - x for x, y in pairwise(a)), default=None)),
    "smallest step of {}": _numeric(lambda a: min((y - x for x, y in pairwise(a)), default=None)),
    "first of {}": _numeric(lambda a: a[0]),
    "last of {}": _numeric(lambda a: a[-1]),
    "product of {}": _numeric(_product),
    "distinct in {}": lambda value: len(set(map(repr, value))) if isinstance(value, list | str) else None,
}

_TEXTS: dict[str, Callable[[JsonValue], JsonValue]] = {
    "{}": lambda value: value if isinstance(value, str) else None,
    "{} reversed": lambda value: value[::-1] if isinstance(value, str) else None,
    "first of {}": lambda value: value[0] if isinstance(value, list) and value and isinstance(value[0], str) else None,
    "last of {}": lambda value: value[-1] if isinstance(value, list) and value and isinstance(value[-1], str) else None,
    "{} as text": lambda value: str(value) if _is_int(value) else None,
}


def _rises(value: JsonValue) -> JsonValue:
    if isinstance(value, list) and all(_is_int(item) for item in value):
        return value == sorted(value)  # type: ignore[type-var]
    return None


_LISTS: dict[str, Callable[[JsonValue], JsonValue]] = {
    "{}": lambda value: value if isinstance(value, list) else None,
    "{} reversed": lambda value: value[::-1] if isinstance(value, list) else None,
    "1 to len({})": _sized(lambda size: list(range(1, size + 1))),
    "first half of {}": lambda value: value[: len(value) // 2] if isinstance(value, list) else None,
}

_TRUTHS: dict[str, Callable[[JsonValue], JsonValue]] = {
    "{} is even": lambda value: value % 2 == 0 if isinstance(value, int) and not isinstance(value, bool) else None,
    "len({}) is even": _sized(lambda size: size % 2 == 0),
    "sum({}) is even": _numeric(lambda a: sum(a) % 2 == 0),
    "{} rises": _rises,
}
