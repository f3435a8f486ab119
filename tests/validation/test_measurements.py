from __future__ import annotations

import pytest
from pydantic import JsonValue

from scaler.validation.measure import measure_size
from scaler.validation.shown import is_shown, shown_too_seldom
from scaler.validation.tokens import estimate_tokens


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 0), ("the list", 2), ("instruction", 3), ("1024, 7.", 7), ("a\nb", 3), ("x" * 17, 9)]
)
def test_token_estimates(text: str, tokens: int) -> None:
    assert estimate_tokens(text) == tokens


DATA: dict[str, JsonValue] = {"n": 3, "a": [1, 2], "grid": ["..#", "#.."], "s": "abcd", "empty": [], "yes": True}


@pytest.mark.parametrize(("measure", "size"), [("n", 3), ("len(a)", 2), ("len(grid[0])", 3), ("len(s)", 4)])
def test_sizes_are_read_off_the_data(measure: str, size: int) -> None:
    assert measure_size(measure, DATA) == size


@pytest.mark.parametrize(
    ("measure", "reason"),
    [
        ("m", "the data has no field 'm'"),
        ("s", "field 's' is str, an int was expected"),
        ("yes", "field 'yes' is bool, an int was expected"),
        ("len(n)", "'n' is int, a list or str was expected"),
        ("len(empty[0])", "field 'empty' is no list with a first element"),
        ("len(a[0])", "'a[0]' is int, a list or str was expected"),
        ("sum(a)", "'sum(a)' is none of `n`, `len(a)`, `len(grid[0])`"),
    ],
)
def test_what_cannot_be_measured_is_named(measure: str, reason: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        measure_size(measure, DATA)
    assert str(caught.value) == reason


@pytest.mark.parametrize(
    ("value", "question", "shown"),
    [
        (5, "a 3x5 grid", True),
        (5, "15 and 51", False),
        (-5, "from -5 to 7", True),
        (2, "the edge 1-2", True),
        (0.25, "a chance of 0.25.", True),
        (25, "a chance of 0.25.", False),
        ([4, 7], "4, 7", True),
        ([4, 7, 9], "4, 7", False),
        ("c", "the letter c.", True),
        ("c", "which letter occurs most?", False),
        (["a", "b", "c"], "the word abc", True),
        ([["#", "."], [".", "#"]], "#.\n.#", True),
        ('say "hi"', 'the text "say \\"hi\\""', True),
        ({"from": 3, "to": 8}, "3 to 8", True),
        ([True, None], "", True),
    ],
)
def test_values_show_in_a_question_only_by_themselves(value: JsonValue, question: str, shown: bool) -> None:
    assert is_shown(value, question) is shown


@pytest.mark.parametrize(
    ("data", "question", "field"),
    [
        ({"n": 3, "a": [3, 3]}, "3 numbers: 3 3", None),
        ({"n": 3, "a": [3, 3]}, "The numbers: 3 3", "n"),
        ({"a": [7, 7, 8]}, "7, 8, 8", "a"),
        ({"a": [7, 7, 8]}, "77 8", "a"),
        ({"a": [-7, 7]}, "7 7", "a"),
        ({"a": [0.5, 5]}, "0.5 and 5", None),
        ({"m": 2, "k": 2, "a": [[1, 2], [2, 1]]}, "2 2\n1 2\n2 1", None),
        ({"m": 2, "k": 2, "a": [[1, 2], [2, 1]]}, "2\n1 2\n2 1", "m"),
        ({"grid": [[1, 0], [0, 0]]}, "10\n00", None),
        ({"grid": ["110", "011"]}, "110\n011", None),
        ({"word": [1, 0, 1]}, "101", None),
        ({"a": ["x", "x"]}, "x", None),
        ({"s": "5", "yes": True, "none": None, "empty": []}, "", None),
        ({"edge": {"a": 1}}, "", None),
    ],
)
def test_numbers_must_show_as_often_as_they_occur(data: dict[str, JsonValue], question: str, field: str | None) -> None:
    assert shown_too_seldom(data, question) == field
