"""Our scorer against math-verify, called as the paper's released code calls it: gold as LaTeX, the response as it is.

math-verify 0.9 sets an alarm for its time limits, which only a main thread can; they are off here, for both speed and
verdicts.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import NamedTuple

from math_verify import ExprExtractionConfig, LatexExtractionConfig, parse, verify
from pydantic import JsonValue

from scaler.environment import AnswerSpec, corrupted, format_answer, parse_answer, same_answer
from scaler.errors import AnswerError

REASONING = "Let us look at it step by step: the first one is larger than the second. " * 20


class Case(NamedTuple):
    """A truth, an answer as a model writes it in its box, and whether it is right."""

    kind: str
    spec: AnswerSpec
    truth: JsonValue
    given: str
    right: bool


def spec(kind: str, items: str | None = None) -> AnswerSpec:
    return AnswerSpec.model_validate({"kind": kind, "items": items, "instruction": "the answer."})


INTEGER, NUMBER, TEXT, ROW = spec("integer"), spec("number"), spec("string"), spec("array", "integer")
BOOLEAN = spec("boolean")

HARD = (
    Case("anagram", TEXT, "abc", "cba", False),
    Case("anagram, other case", TEXT, "DDxsin", "xDDsin", False),
    Case("letters and digits, turned round", TEXT, "a1b2", "b2a1", False),
    Case("leading zeros", TEXT, "0011000110", "11000110", False),
    Case("a prefix of zero", TEXT, "0x10", "0", False),
    Case("a large number, written out", NUMBER, 1e16, "10000000000000000", True),
    Case("a large number, as Python prints it", NUMBER, 1e16, "1e16", True),
    Case("a small number, written out", NUMBER, 1e-5, "0.00001", True),
    Case("a number that no tolerance covers", NUMBER, 0.5, "0.50000001", False),
    Case("two elements for one", ROW, [2, 2], "[2]", False),
    Case("an array for its element", ROW, [2, 2], "2", False),
    Case("yes, in another word", BOOLEAN, True, "True", True),
    Case("two elements, in the wrong order", ROW, [3, 1], "[1, 3]", False),
    Case("a repeated element left out", ROW, [1, 2, 2], "[1, 2]", False),
    Case("an empty array", ROW, [], "[]", True),
    Case("an integer beyond 2^53, off by one", INTEGER, 2**60 + 1, str(2**60), False),
    Case("an integer off by one in a million", INTEGER, 1_000_000, "1000001", False),
)
"""Some that math-verify 0.9 gets wrong, and some that it gets right."""


def ours(case: Case) -> bool:
    """Our verdict on a response."""
    try:
        answer = parse_answer(case.spec, _response(case))
    except AnswerError:
        return False
    return same_answer(case.spec, case.truth, answer)


def theirs(case: Case) -> bool:
    """math-verify's, on the same response."""
    gold = parse(f"${format_answer(case.truth)}$", [LatexExtractionConfig()], parsing_timeout=None)
    given = parse(_response(case), [ExprExtractionConfig(), LatexExtractionConfig()], parsing_timeout=None)
    return bool(verify(gold, given, timeout_seconds=None))


def plain_cases(count: int) -> list[Case]:
    """Exact answers of the usual kinds, half of them near misses, where both should be right."""
    rng = random.Random(0)
    cases = []
    for number in range(count):
        kinds: list[tuple[str, AnswerSpec, JsonValue]] = [
            ("integer", INTEGER, rng.randint(-(10**6), 10**6)),
            ("number of three decimals", NUMBER, round(rng.uniform(-1000, 1000), 3)),
            ("yes or no", BOOLEAN, rng.random() < 0.5),
            ("array of 5 integers", ROW, [rng.randint(2, 999) for _ in range(5)]),
        ]
        kind, chosen, truth = rng.choice(kinds)
        right = number % 2 == 0
        given = truth if right else corrupted(chosen, truth)
        cases.append(Case(kind, chosen, truth, format_answer(given), right))
    return cases


def scoring_tables(rounds: int) -> list[str]:
    """Markdown lines."""
    cases = plain_cases(20 * rounds)
    kinds = sorted({case.kind for case in cases})
    theirs(cases[0])  # loads the grammar
    lines = [
        "| exact answers | responses | wrong verdicts: ours, math-verify | CPU us each: ours | math-verify (baseline) "
        "| times faster |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind in kinds:
        some = [case for case in cases if case.kind == kind]
        (our, our_time), (their, their_time) = _timed(ours, some), _timed(theirs, some)
        wrong = [sum(v != case.right for v, case in zip(verdicts, some, strict=True)) for verdicts in (our, their)]
        lines.append(
            f"| {kind} | {len(some)} | {wrong[0]}, {wrong[1]} | {our_time * 1e6:.1f} | {their_time * 1e6:,.0f} "
            f"| {their_time / our_time:,.0f} |"
        )
    lines += ["", "| where a symbolic reader goes wrong | truth | answer | right? | ours | math-verify |"]
    lines += ["| --- | --- | --- | --- | --- | --- |"]
    for case in HARD:
        cells = [_word(case.right), _marked(ours(case), case.right), _marked(theirs(case), case.right)]
        truth = format_answer(case.truth) if isinstance(case.truth, list | bool) else case.truth
        lines.append(f"| {case.kind} | `{truth}` | `{case.given}` | {' | '.join(cells)} |")
    return lines


def _response(case: Case) -> str:
    return f"{REASONING}\\boxed{{{case.given}}}"


def _timed(judge: Callable[[Case], bool], cases: list[Case]) -> tuple[list[bool], float]:
    began = time.process_time()
    verdicts = [judge(case) for case in cases]
    return verdicts, (time.process_time() - began) / len(cases)


def _word(value: bool) -> str:
    return "yes" if value else "no"


def _marked(value: bool, right: bool) -> str:
    return _word(value) if value == right else f"**{_word(value)}**"
