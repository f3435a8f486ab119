"""The parser of what a jail sends out, on anything at all."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scaler.sandbox.api import Limits
from scaler.sandbox.results import Report, call_results, parse_value

LIMITS = Limits(output=200)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FRAGMENTS = st.sampled_from(
    [b'{"value":', b"}", b"\n", b"[", b"]", b'"', b"NaN", b"1e999", b"\\ud800", b"\xff", b"9" * 5000]
)
STATUSES = {"ok", "error", "timeout", "output_limit", "signal", "violation", "bad_result", "sandbox_error"}


def report(output: bytes, code: int = 0, verdict: str | None = None) -> Report:
    return Report(verdict, code, 1.0, 1.0, 0, output, b"", ((0.1, 0.1),) * output.count(b"\n"))


@given(st.lists(FRAGMENTS | st.binary(max_size=20), max_size=30), st.integers(-64, 255), st.integers(1, 4))
def test_any_bytes_give_strict_values_and_never_more_than_asked(parts: list[bytes], code: int, count: int) -> None:
    results = call_results(report(b"".join(parts), code), count, LIMITS)
    assert 1 <= len(results) <= count
    for result in results:
        assert result.status in STATUSES
        assert result.ok or result.value is None
        json.dumps(result.value, allow_nan=False, ensure_ascii=False).encode()


@given(st.lists(JSON, min_size=1, max_size=4))
def test_json_comes_back_as_it_was(values: list[object]) -> None:
    lines = b"".join(json.dumps({"value": value}).encode() + b"\n" for value in values)
    results = call_results(report(lines), len(values), Limits())
    assert [(result.status, result.value) for result in results] == [("ok", value) for value in values]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"NaN", "NaN is not a number of JSON"),
        (b"[-Infinity]", "-Infinity is not a number of JSON"),
        (b"1e999", "1e999 is too large for a float"),
        (b"9" * 4301, "Exceeds the limit"),
        (b"[" * 65 + b"]" * 65, "nested deeper than 64"),
        (b"[" * 10**6, "nested deeper than 64"),
        (b'"\\ud800"', "surrogates not allowed"),
        (b'"\xff"', "can't decode byte 0xff"),
        (b"1 2", "Extra data"),
        (b"", "Expecting value"),
    ],
)
def test_refusals(text: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_value(text)


def test_what_is_just_allowed() -> None:
    depth = 64
    assert json.dumps(parse_value(b"[" * depth + b"]" * depth)) == "[" * depth + "]" * depth
    assert parse_value(b'["\\ud83d\\ude00", 1.5e308]') == ["\U0001f600", 1.5e308]
    assert math.log10(parse_value(b"9" * 4300)) == pytest.approx(4300)


@pytest.mark.parametrize(
    ("code", "verdict", "cpu", "status"),
    [
        (0, None, 1, "ok"),
        (1, None, 1, "error"),
        (-9, "cpu", 1, "timeout"),
        (-9, "wall", 1, "timeout"),
        (-9, "output", 1, "output_limit"),
        (-24, None, 1, "timeout"),
        (-31, None, 1, "violation"),
        (-11, None, 1, "signal"),
        (-9, None, 11, "timeout"),
        (-9, None, 1, "sandbox_error"),
    ],
)
def test_the_way_a_process_ended(code: int, verdict: str | None, cpu: float, status: str) -> None:
    assert Report(verdict, code, cpu, 1, 0, b"", b"").status(Limits(cpu=10)) == status
