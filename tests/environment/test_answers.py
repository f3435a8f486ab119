from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from scaler.environment import (
    AnswerSpec,
    Tolerance,
    boxed,
    corrupted,
    format_answer,
    parse_answer,
    read_answer,
    read_stdout,
    same_answer,
)
from scaler.errors import AnswerError

INTEGER = AnswerSpec(kind="integer", instruction="one integer.")
NUMBER = AnswerSpec(kind="number", instruction="x", tolerance=Tolerance(absolute=1e-6, relative=1e-6))
BOOLEAN = AnswerSpec(kind="boolean", instruction="yes or no.", words={"POSSIBLE": True, "IMPOSSIBLE": False})
STRING = AnswerSpec(kind="string", instruction="the text.")
ARRAY = AnswerSpec(kind="array", items="integer", instruction="a list.")
ROWS = AnswerSpec(kind="array", items="integer", rows=True, instruction="a table.")
WORDS = AnswerSpec(kind="array", items="string", instruction="a list.")
COUNTED = AnswerSpec(kind="array", items="integer", counted=True, instruction="a list.")
CHECKED = AnswerSpec(kind="checked", form="array", items="integer", instruction="a list.")


@pytest.mark.parametrize(
    ("spec", "text", "answer"),
    [
        (INTEGER, r"so \boxed{41}, no: \boxed{42}", 42),
        (INTEGER, r"\boxed{ $-7$ }", -7),
        (INTEGER, r"\boxed{\text{0011}}", 11),
        (INTEGER, r"\boxed{123456789012345678901234567890}", 123456789012345678901234567890),
        (NUMBER, r"\boxed{1e16}", 1e16),
        (NUMBER, r"\boxed{\frac{1}{4}}", 0.25),
        (NUMBER, r"\boxed{-3/4}", -0.75),
        (BOOLEAN, r"\boxed{Impossible}", False),
        (BOOLEAN, r"\boxed{yes}", True),
        (STRING, r"\boxed{0011}", "0011"),
        (STRING, r"\boxed{\texttt{a\_b}}", "a_b"),
        (STRING, r'\boxed{"x y"}', "x y"),
        (ARRAY, r"\boxed{[1, -2,3]}", [1, -2, 3]),
        (ARRAY, r"\boxed{\left[2, 2\right]}", [2, 2]),
        (ARRAY, r"\boxed{[]}", []),
        (ROWS, r"\boxed{[[1, 2], [3, 4]]}", [[1, 2], [3, 4]]),
        (WORDS, r'\boxed{[ab, "c,d"]}', ["ab", "c,d"]),
        (CHECKED, r"\boxed{[3, 1]}", [3, 1]),
    ],
)
def test_the_last_box_is_read(spec: AnswerSpec, text: str, answer: JsonValue) -> None:
    assert parse_answer(spec, text) == answer
    assert type(parse_answer(spec, text)) is type(answer)


@pytest.mark.parametrize(
    ("spec", "text", "reason"),
    [
        (INTEGER, "42", "no \\boxed{...} in the text"),
        (INTEGER, r"\boxed{42", "the last \\boxed{ is never closed"),
        (INTEGER, r"\boxed{4}2} \boxed{4.0}", "an integer was expected, not '4.0'"),
        (INTEGER, r"\boxed{1_000}", "an integer was expected, not '1_000'"),
        (INTEGER, r"\boxed{" + "9" * 5000 + "}", "an integer was expected, not '" + "9" * 57 + "...'"),
        (NUMBER, r"\boxed{nan}", "a number was expected, not 'nan'"),
        (NUMBER, r"\boxed{1e999}", "a finite number was expected, not '1e999'"),
        (NUMBER, r"\boxed{1/0}", "a number was expected, not '1/0'"),
        (BOOLEAN, r"\boxed{maybe}", "yes or no was expected, not 'maybe'"),
        (ARRAY, r"\boxed{1, 2}", "a list in brackets was expected, not '1, 2'"),
        (ARRAY, r"\boxed{[1, [2]}", "unbalanced brackets or quotes in '[1, [2]'"),
        (ARRAY, r"\boxed{[1, , 2]}", "an integer was expected, not ''"),
        (ROWS, r"\boxed{[1, 2]}", "a list in brackets was expected, not '1'"),
        (STRING, '\\boxed{"\\ud800"}', "the text holds half of a surrogate pair"),
        (STRING, "\\boxed{" + "a" * 100_001 + "}", "the answer has 100001 characters, at most 100000 are read"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_reason(spec: AnswerSpec, text: str, reason: str) -> None:
    with pytest.raises(AnswerError) as error:
        parse_answer(spec, text)
    assert error.value.message == reason


@pytest.mark.parametrize(
    ("spec", "stdout", "answer"),
    [
        (INTEGER, " 7\n", 7),
        (STRING, "\na b \nc\n\n", "a b\nc"),
        (BOOLEAN, "IMPOSSIBLE\n", False),
        (ARRAY, "1 2\n3\n", [1, 2, 3]),
        (ARRAY, "\n", []),
        (COUNTED, "2\n5 6\n", [5, 6]),
        (COUNTED, "0\n", []),
        (ROWS, "1 2\n3 4\n", [[1, 2], [3, 4]]),
    ],
)
def test_stdout_is_read(spec: AnswerSpec, stdout: str, answer: JsonValue) -> None:
    assert read_stdout(spec, stdout) == answer


@pytest.mark.parametrize(
    ("spec", "stdout", "reason"),
    [
        (INTEGER, "", "stdout has 0 words, one integer was expected"),
        (INTEGER, "7 8", "stdout has 2 words, one integer was expected"),
        (COUNTED, "3\n5 6\n", "stdout announces 3 elements, 2 follow"),
        (COUNTED, "", "stdout announces no elements, 0 follow"),
    ],
)
def test_stdout_of_another_shape_is_refused(spec: AnswerSpec, stdout: str, reason: str) -> None:
    with pytest.raises(AnswerError) as error:
        read_stdout(spec, stdout)
    assert error.value.message == reason


@pytest.mark.parametrize(
    ("spec", "truth", "given", "same"),
    [
        (INTEGER, 10**6, 10**6 + 1, False),
        (INTEGER, 1, True, False),
        (NUMBER, 1e6, 1e6 + 0.5, True),
        (NUMBER, 1.0, 1.0001, False),
        (NUMBER, 2.0, 2, True),
        (NUMBER, 1.0, 10**400, False),
        (STRING, "abc", "cba", False),
        (STRING, "011", "11", False),
        (ARRAY, [2, 2], [2], False),
        (ARRAY, [1, 2], [2, 1], False),
        (ROWS, [[1], [2]], [[1], [2]], True),
        (ROWS, [[1], [2]], [1, 2], False),
    ],
)
def test_answers_compare_exactly_but_for_a_stated_tolerance(
    spec: AnswerSpec, truth: JsonValue, given: JsonValue, same: bool
) -> None:
    assert same_answer(spec, truth, given) is same


WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ANSWERS = st.one_of(
    st.tuples(st.just(INTEGER), st.integers()),
    st.tuples(st.just(NUMBER), st.floats(allow_nan=False, allow_infinity=False)),
    st.tuples(st.just(BOOLEAN), st.booleans()),
    st.tuples(st.just(STRING), WORD),
    st.tuples(st.just(ARRAY), st.lists(st.integers())),
    st.tuples(st.just(ROWS), st.lists(st.lists(st.integers()))),
    st.tuples(st.just(WORDS), st.lists(WORD)),
)


@given(ANSWERS)
def test_a_written_answer_reads_back_and_its_corruption_never_does(case: tuple[AnswerSpec, JsonValue]) -> None:
    spec, value = case
    assert same_answer(spec, value, read_answer(spec, format_answer(value)))
    assert same_answer(spec, value, parse_answer(spec, f"I think: {boxed(value)}."))
    assert not same_answer(spec, value, corrupted(spec, value))


def test_a_looping_rollout_is_read_in_linear_time() -> None:
    started = time.process_time()
    for text in ("9" * 99_999 + "x", "[" * 99_999, "1," * 49_000, "\\frac{" * 14_000):
        for spec in (INTEGER, NUMBER, ARRAY, ROWS, STRING, BOOLEAN):
            with contextlib.suppress(AnswerError):
                read_answer(spec, text)
    assert time.process_time() - started < 10  # the quadratic pattern that once stood here took minutes


@given(st.text(), st.sampled_from([INTEGER, NUMBER, BOOLEAN, STRING, ARRAY, ROWS, WORDS]))
def test_no_text_breaks_the_parser(text: str, spec: AnswerSpec) -> None:
    with contextlib.suppress(AnswerError):
        assert same_answer(spec, read_answer(spec, text), read_answer(spec, text))
