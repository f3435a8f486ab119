"""Which flattened exponents are repaired, and which numbers stay what they are."""

from __future__ import annotations

import pytest

from scaler.problems import unflatten


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("1 ≤ n ≤ 105", "1 ≤ n ≤ 10^5"),
        ("1≤n≤105, 0<k<1018", "1≤n≤10^5, 0<k<10^18"),
        ("( - 109 ≤ ai ≤ 109).", "( - 10^9 ≤ ai ≤ 10^9)."),
        ("−109 ≤ x", "−10^9 ≤ x"),
        ("(1 ≤ n ≤ 3·105)", "(1 ≤ n ≤ 3·10^5)"),
        ("1 ≤ n, m ≤ 2 × 105, k ≤ 15", "1 ≤ n, m ≤ 2 × 10^5, k ≤ 15"),
        ("at most 5·106 edges", "at most 5·10^6 edges"),
        ("modulo 109 + 7", "modulo 10^9 + 7"),
        ("modulo 1000000007 (109+7).", "modulo 1000000007 (10^9+7)."),
        ("modulo 1018 + 9", "modulo 10^18 + 9"),
        ("1 ≤ x ≤ 263 - 1", "1 ≤ x ≤ 2^63 - 1"),
        ("1 ≤ n ≤ 5 ⋅ 105", "1 ≤ n ≤ 5 ⋅ 10^5"),
        # Weak words count beside a sure sign.
        ("n ≤ 105; their sum does not exceed 106", "n ≤ 10^5; their sum does not exceed 10^6"),
        ("n ≤ 105 integers from 1 to 109", "n ≤ 10^5 integers from 1 to 10^9"),
        ("n ≤ 105 numbers in [0, 109]", "n ≤ 10^5 numbers in [0, 10^9]"),
        ("n ≤ 105, sums are up to 2·1014", "n ≤ 10^5, sums are up to 2·10^14"),
        ("An absolute or relative error of 10 - 6 is fine.", "An absolute or relative error of 10^-6 is fine."),
        ("the error must not exceed 10-9", "the error must not exceed 10^-9"),
    ],
)
def test_a_certain_power_is_repaired(text: str, repaired: str) -> None:
    assert unflatten([text])[0] == (repaired,)


@pytest.mark.parametrize(
    "text",
    [
        "Ann has 105 apples.",
        "There are up to 105 apples.",
        "rooms 101, 105 and 109",
        "1 ≤ n ≤ 100, 1 ≤ m ≤ 1000, k ≤ 10000",
        "n ≤ 101 and m ≤ 102",  # 10^1 and 10^2 are written out
        "n ≤ 1050, m ≤ 1020, k ≤ 10555",
        "100 ≤ h ≤ 105",  # the lower end makes it a plain number
        "x < 109.5, y < 105,000",
        "2·105 = 210",
        "0 ≤ a < 220 and 264 - 1 = 263",
        "a ≤ b105",
        "109 + 8 and 105 + 7",
        "year 1012",
        "he walks 10 - 6 steps",
        "1 ≤ n ≤ 105 and a ≤ 10^9",  # exponents are written in this text
        "1 ≤ n ≤ 105 and a ≤ $ 10 ^ 6 $",
        "$1 \\le n$ and m ≤ 105",
        "",
    ],
)
def test_an_uncertain_number_stays(text: str) -> None:
    assert unflatten([text]) == ((text,), ())


def test_the_parts_of_a_statement_share_their_evidence() -> None:
    assert unflatten(["at most 106 moves", "n ≤ 105, a ≤ 105"]) == (
        ("at most 10^6 moves", "n ≤ 10^5, a ≤ 10^5"),
        ("105 read as 10^5", "106 read as 10^6"),
    )
    assert unflatten(["a < 10^3", "n ≤ 105"]) == (("a < 10^3", "n ≤ 105"), ())
