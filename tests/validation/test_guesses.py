from __future__ import annotations

from typing import Any

import pytest
from pydantic import JsonValue

from scaler.environment import AnswerSpec
from scaler.validation.guesses import guesses


def spec(kind: Any, **more: Any) -> AnswerSpec:
    return AnswerSpec(kind=kind, instruction="it.", **more)


def guessed(answer: AnswerSpec, data: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """What each rule that applies to the data gives."""
    given = {name: rule(data) for name, rule in guesses(answer, sorted(data))}
    return {name: value for name, value in given.items() if value is not None}


@pytest.mark.parametrize(
    ("answer", "data", "expected"),
    [
        (spec("integer"), {"n": 7}, {"n": 7, "n + 1": 8, "n - 1": 6}),
        (
            spec("integer"),
            {"a": [4, 4, 9, 2]},
            {
                "len(a)": 4, "len(a) - 1": 3, "sum(a)": 19, "max(a)": 9, "min(a)": 2, "max(a) - min(a)": 7,
                "largest step of a": 5, "smallest step of a": -7,
                "first of a": 4, "last of a": 2, "product of a": 288, "distinct in a": 3,
            },
        ),
        (
            spec("integer"),
            {"k": 5, "m": 3},
            {
                "k": 5, "k + 1": 6, "k - 1": 4, "m": 3, "m + 1": 4, "m - 1": 2,
                "k + m": 8, "k * m": 15, "k - m": 2, "m - k": -2,
            },
        ),
        (spec("integer"), {"s": "abca"}, {"len(s)": 4, "len(s) - 1": 3, "distinct in s": 3}),
        (
            spec("number"),
            {"a": [[0.5], [2]]},
            {
                "len(a)": 2, "len(a) - 1": 1, "sum(a)": 2.5, "max(a)": 2, "min(a)": 0.5, "max(a) - min(a)": 1.5,
                "largest step of a": 1.5, "smallest step of a": 1.5,
                "first of a": 0.5, "last of a": 2, "distinct in a": 2,
            },
        ),
        (spec("integer"), {"big": [10**40, 10**40]}, {
            "len(big)": 2, "len(big) - 1": 1, "sum(big)": 2 * 10**40, "max(big)": 10**40, "min(big)": 10**40,
            "max(big) - min(big)": 0, "largest step of big": 0, "smallest step of big": 0,
            "first of big": 10**40, "last of big": 10**40, "distinct in big": 1,
        }),
        (spec("string"), {"s": "abc", "n": 12}, {"s": "abc", "s reversed": "cba", "n as text": "12"}),
        (spec("string"), {"w": ["ab", "cd"]}, {"first of w": "ab", "last of w": "cd"}),
        (
            spec("array", items="integer"),
            {"a": [3, 1, 2, 5]},
            {"a": [3, 1, 2, 5], "a reversed": [5, 2, 1, 3], "1 to len(a)": [1, 2, 3, 4], "first half of a": [3, 1]},
        ),
        (spec("boolean"), {"n": 4, "a": [1, 2]}, {
            "n is even": True, "len(a) is even": True, "sum(a) is even": False, "a rises": True,
        }),
        (spec("checked", form="string"), {"s": "ab"}, {"s": "ab", "s reversed": "ba"}),
    ],
)  # fmt: skip
def test_each_rule_gives_an_answer_of_the_kind(
    answer: AnswerSpec, data: dict[str, JsonValue], expected: dict[str, JsonValue]
) -> None:
    assert guessed(answer, data) == expected


@pytest.mark.parametrize("kind", ["integer", "number", "string", "boolean"])
@pytest.mark.parametrize("value", [None, True, [], "", {}, [[]], [None], {"a": 1}, [True, "x"]])
def test_odd_data_breaks_no_rule(kind: str, value: JsonValue) -> None:
    for _, rule in guesses(spec(kind), ["f", "g", "missing"]):
        rule({"f": value, "g": 3})


def test_sorting_is_no_guess() -> None:
    names = [name for name, _ in guesses(spec("array", items="integer"), ["a"])]
    assert names == ["a", "a reversed", "1 to len(a)", "first half of a"]


def test_numbers_that_no_float_can_hold_break_no_rule() -> None:
    for _, rule in guesses(spec("number"), ["a"]):
        rule({"a": [0.5, 10**400]})
        rule({"a": [[0.5], [-(10**400)]]})
