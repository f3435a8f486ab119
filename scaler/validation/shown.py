"""Does a question show a value of the data?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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


@lru_cache(maxsize=1)
def _numbers(question: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(question))


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
