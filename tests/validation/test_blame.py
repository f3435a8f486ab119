"""Failures of accepted solutions are named by their likely cause, with programs that really fail so."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from scaler.environment import AnswerSpec, Reference, solve_with_reference
from scaler.sandbox import Sandbox
from scaler.validation.blame import why_different, why_failed

INTEGER = AnswerSpec(kind="integer", instruction="it.")
NUMBER = AnswerSpec(kind="number", instruction="it.")
ARRAY = AnswerSpec(kind="array", items="integer", instruction="it.")
NUMBERS = AnswerSpec(kind="array", items="number", instruction="it.")

DEEP = """
#include <iostream>
int down(int n) { volatile char room[1 << 16]; room[0] = n; return n == 0 ? room[0] : down(n - 1) + room[0]; }
int main() { std::cout << down(1 << 20); }
"""
GREEDY = "#include <vector>\nint main() { std::vector<char> v(1ull << 40); return v[1]; }\n"


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("language", "code", "cause"),
    [
        ("cpp", DEEP, " (a stack overflow, memory out of bounds or a division by zero)"),
        ("cpp", "int main() { int *p = nullptr; *(volatile int *)p = 1; }", " (a stack overflow, memory out of"),
        ("cpp", GREEDY, " (out of memory)"),
        ("python", "def f(n):\n    return f(n + 1)\nf(0)\n", " (recursion deeper than Python's limit)"),
        ("python", "x = 'a' * (1 << 42)\n", " (out of memory)"),
        ("python", "x = 1 // 0\n", None),
        ("cpp", '#include <stdexcept>\nint main() { throw std::runtime_error("odd"); }', None),
    ],
)
def test_a_failure_names_its_likely_cause(sandbox: Sandbox, language: str, code: str, cause: str | None) -> None:
    reference = Reference.model_validate({"name": "r", "language": language, "code": code})
    answer = solve_with_reference(sandbox, reference, INTEGER, "single", ["11\n"])[0]
    assert not answer.ok
    assert answer.failure
    said = why_failed(answer)
    assert said.startswith(answer.failure)
    assert (cause in said) if cause else said == answer.failure


@pytest.mark.parametrize(
    ("spec", "right", "given", "cause"),
    [
        (INTEGER, 3_000_000_000, 3_000_000_000 - 2**32, ", as a 32-bit overflow would"),
        (INTEGER, 5 * 10**12, (5 * 10**12) % 2**32, ", as a 32-bit overflow would"),
        (INTEGER, 5, 6, ""),
        (INTEGER, 5, "5", ""),
        (ARRAY, [1, 3_000_000_000], [1, -1_294_967_296], ", as a 32-bit overflow would"),
        (ARRAY, [1, 2], [2, 1], ""),
        (ARRAY, [1, 2], [1], ""),
        (NUMBER, 0.333333, 0.333, ", as too few printed digits would"),
        (NUMBER, 1234567.0, 1234570.0, ", as too few printed digits would"),
        (NUMBER, 1.0, 1.5, ""),
        (NUMBERS, [1.0, 2.00001], [1.0, 2.0], ", as too few printed digits would"),
        (NUMBERS, [1.0, 2.00001], [1.0, 3.0], ""),
    ],
)
def test_a_difference_names_its_likely_cause(spec: AnswerSpec, right: JsonValue, given: JsonValue, cause: str) -> None:
    assert why_different(right, given, spec) == cause
