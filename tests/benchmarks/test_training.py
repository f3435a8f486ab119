from __future__ import annotations

import pytest

pytest.importorskip("math_verify")

from benchmarks.training.scoring import HARD, ours, plain_cases, scoring_tables, theirs


def test_our_verdicts_are_right_on_every_case() -> None:
    for case in (*HARD, *plain_cases(200)):
        assert ours(case) is case.right, case


def test_math_verify_agrees_on_plain_answers_and_errs_on_hard_ones() -> None:
    for case in plain_cases(12):
        assert theirs(case) is case.right, case
    assert sum(theirs(case) is not case.right for case in HARD) >= 10


def test_the_table_counts_and_marks_wrong_verdicts() -> None:
    lines = scoring_tables(1)
    assert "| anagram | `abc` | `cba` | no | no | **yes** |" in lines
    assert all("| 0, 0 |" in line for line in lines[2:6])
