from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from scaler.environment import AnswerSpec, Tolerance, same_answer
from scaler.validation.mutants import mutants, reorderings

INTEGER = AnswerSpec(kind="integer", instruction="it.")
EXACT = AnswerSpec(kind="number", instruction="it.")
NUMBER = AnswerSpec(kind="number", instruction="it.", tolerance=Tolerance(absolute=1e-4, relative=1e-6))
BOOLEAN = AnswerSpec(kind="boolean", instruction="it.")
STRING = AnswerSpec(kind="string", instruction="it.")
ARRAY = AnswerSpec(kind="array", items="integer", instruction="it.")
TRUTHS = AnswerSpec(kind="array", items="boolean", instruction="it.")
NUMBERS = AnswerSpec(kind="array", items="number", instruction="it.", tolerance=Tolerance(absolute=1e-4))
ROWS = AnswerSpec(kind="array", items="integer", rows=True, instruction="it.")

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
ANSWERS = st.one_of(
    st.tuples(st.just(INTEGER), st.integers()),
    st.tuples(st.just(EXACT), FLOATS),
    st.tuples(st.just(NUMBER), FLOATS),
    st.tuples(st.just(NUMBER), st.floats(-1e-3, 1e-3)),
    st.tuples(st.just(BOOLEAN), st.booleans()),
    st.tuples(st.just(STRING), st.text()),
    st.tuples(st.just(ARRAY), st.lists(st.integers(-2, 2))),
    st.tuples(st.just(TRUTHS), st.lists(st.booleans())),
    st.tuples(st.just(NUMBERS), st.lists(st.floats(-1, 1))),
    st.tuples(st.just(ROWS), st.lists(st.lists(st.integers(0, 2)))),
)


def form(value: JsonValue) -> object:
    """The types that a value is made of, how many of each does not matter."""
    return (list, {repr(form(item)) for item in value if item != []}) if isinstance(value, list) else type(value)


@given(ANSWERS, st.integers(0, 5))
def test_a_mutant_is_never_the_answer_and_has_its_form(case: tuple[AnswerSpec, JsonValue], seed: int) -> None:
    spec, value = case
    for sort, mutant in mutants(spec, value, random.Random(seed)):
        assert not same_answer(spec, value, mutant), sort
        assert type(mutant) is type(value), sort
        assert not isinstance(mutant, float) or math.isfinite(mutant), sort
        if isinstance(mutant, list) and mutant and isinstance(value, list) and not spec.rows:
            assert {type(item) for item in mutant} <= {type(item) for item in value}, sort
        if spec.rows and isinstance(mutant, list):
            assert all(isinstance(row, list) and all(type(item) is int for item in row) for row in mutant), sort


@pytest.mark.parametrize(
    ("spec", "value", "sorts"),
    [
        (INTEGER, 7, {"off by one": 8, "off by one below": 6, "sign": -7, "doubled": 14, "zero": 0}),
        (INTEGER, 0, {"off by one": 1, "off by one below": -1}),
        (BOOLEAN, True, {"negated": False}),
        (STRING, "", {"longer": "a"}),
        (STRING, "x", {"dropped": "", "duplicated": "xx", "longer": "xx"}),
        (ARRAY, [], {}),
        (
            ARRAY,
            [5],
            {
                "dropped": [], "first dropped": [], "last dropped": [], "duplicated": [5, 5], "item off by one": [6],
                "item off by one below": [4], "item sign": [-5], "item doubled": [10], "item zero": [0],
                "twice": [5, 5],
            },
        ),
        (NUMBER, 0.0, {"off by one": 3e-4, "off by one below": -3e-4}),
        (NUMBER, 1e-5, {"off by one": 3.1e-4, "off by one below": -2.9e-4}),
    ],
)  # fmt: skip
def test_which_mutants_there_are(spec: AnswerSpec, value: JsonValue, sorts: dict[str, JsonValue]) -> None:
    made = dict(mutants(spec, value, random.Random(0)))
    assert made.keys() == sorts.keys()
    assert all(made[sort] == pytest.approx(mutant) for sort, mutant in sorts.items())


def test_the_same_seed_gives_the_same_mutants() -> None:
    value: JsonValue = [3, 1, 4, 1, 5]
    one, two = (list(mutants(ARRAY, value, random.Random(3))) for _ in range(2))
    assert one == two
    assert {"swapped", "reversed", "first half", "replaced by a neighbour"} <= {sort for sort, _ in one}


@given(st.lists(st.integers(0, 3)), st.integers(1, 4), st.integers(0, 5))
def test_reorderings_hold_the_same_items_in_another_order(value: list[JsonValue], count: int, seed: int) -> None:
    others = reorderings(value, random.Random(seed), count)
    assert len(others) <= count
    for other in others:
        assert isinstance(other, list)
        assert sorted(other, key=repr) == sorted(value, key=repr)
        assert other != value


@pytest.mark.parametrize("value", [3, "ab", None, True, [], [1], [2, 2]])
def test_what_has_one_order_only_has_no_reordering(value: JsonValue) -> None:
    assert reorderings(value, random.Random(0), 3) == []
