"""From a batch program's stdout to the answer."""

from __future__ import annotations

import pytest

from scaler.problems import Batch, unwrap_case


@pytest.mark.parametrize(
    ("text", "batch", "answer"),
    [
        ("Case #1: 42\n", "code_jam", "42\n"),
        ("\nCase #1:42", "code_jam", "42"),
        ("Case #1: YES\n1 2\n3 4\n", "code_jam", "YES\n1 2\n3 4\n"),
        ("Case #1:\n  x\n xx\n", "code_jam", "  x\n xx\n"),
        ("Case #1: \r\n7\r\n", "code_jam", "7\r\n"),
        ("Case #1:", "code_jam", ""),
        ("Case #1: see Case #2: no\n", "code_jam", "see Case #2: no\n"),
        ("Case #1: 42\n", "single", "Case #1: 42\n"),
        ("", "single", ""),
    ],
)
def test_the_answer_is_what_follows_the_prefix(text: str, batch: Batch, answer: str) -> None:
    assert unwrap_case(text, batch) == answer


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the output to start with 'Case #1:', found ''"),
        ("42\n", "expected the output to start with 'Case #1:', found '42'"),
        ("Case #2: 42\n", "expected the output to start with 'Case #1:', found 'Case #2: 42'"),
        ("debug\nCase #1: 42\n", r"expected the output to start with 'Case #1:', found 'debug\nCase #1: 42'"),
        ("Case #1: 1\nCase #2: 2\n", "expected one case, found 2"),
        ("Case #1: 1\nCase #1: 1\n", "expected one case, found 2"),
    ],
)
def test_anything_but_one_case_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared whole
        unwrap_case(text, "code_jam")
    assert str(caught.value) == message
