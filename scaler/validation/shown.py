"""Does a question show a value of the data?"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from pydantic import JsonValue

_NUMBER = re.compile(r"(?:(?<!\w)-)?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def is_shown(value: JsonValue, question: str) -> bool:
    """Whether every number and text in the value stands in the question by itself, not as a part of another one.

    The items of a list may also stand joined, as letters do in a word. Booleans and null count as shown: a template
    may put them in words. How often and in which order the items stand there is not looked at.
    """
    if isinstance(value, list):
        return all(is_shown(item, question) for item in value) or "".join(_texts(value)) in question
    if isinstance(value, dict):
        return all(is_shown(item, question) for item in value.values())
    if value is None or isinstance(value, bool):
        return True
    if isinstance(value, str):
        return any(_stands_alone(text, question) for text in (value, json.dumps(value)[1:-1]))
    return str(value) in _numbers(question)


def shown_too_seldom(data: Mapping[str, JsonValue], question: str) -> str | None:
    """The first field with a number that the question shows less often than all fields together hold it.

    Lists whose items stand joined, as digits in a row of a grid, are left out.
    """
    held = {
        field: Counter(number for number in _texts(value) if _NUMBER.fullmatch(number))
        for field, value in data.items()
        if not isinstance(value, str) and not (isinstance(value, list) and _joined(value, question))
    }
    total = sum(held.values(), Counter())
    shown = _numbers(question)
    return next((f for f, numbers in held.items() if any(shown[n] < total[n] for n in numbers)), None)


@lru_cache(maxsize=1)
def _numbers(question: str) -> Counter[str]:
    return Counter(_NUMBER.findall(question))


def _joined(value: list[JsonValue], question: str) -> bool:
    """Whether the list, or each of its rows, stands as one run of characters."""
    rows = value if value and all(isinstance(row, list) for row in value) else [value]
    return any(len(list(_texts(row))) > 1 for row in rows) and all("".join(_texts(row)) in question for row in rows)


def _stands_alone(text: str, question: str) -> bool:
    before = r"(?<!\w)" if text[:1].isalnum() else ""
    after = r"(?!\w)" if text[-1:].isalnum() else ""
    return re.search(f"{before}{re.escape(text)}{after}", question) is not None


def _texts(value: JsonValue) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    else:
        yield str(value)
