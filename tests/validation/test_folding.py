"""A question of yes or no is guessed every other time: alone it is refused, folded it passes."""

from __future__ import annotations

import pytest

from scaler.environment import AnswerSpec
from scaler.problems import Example
from scaler.sandbox import Sandbox
from tests.validation.drafts import READING, check, generating, measured, problem, programs, references, solution, spec

pytestmark = pytest.mark.sandbox

PAIRWISE = (
    "n = int(input())\na = list(map(int, input().split()))\n"
    "print('YES' if any(x == y for x, y in zip(a, a[1:])) else 'NO')\n"
)
LOOPING = """
n = int(input())
a = list(map(int, input().split()))
found = 0
for i in range(1, n):
    found += a[i] == a[i - 1]
print("YES" if found else "NO")
"""
EQUAL = spec(
    problem(
        programs(
            generating("[rng.randint(1, 3 * n // 2) for _ in range(n)]"),
            question="List: {{ a | join(', ') }}\n\nAre two neighbours equal?\n",
            solver=READING
            + "\ndef solve(question):\n    a = read(question)\n    return any(x == y for x, y in zip(a, a[1:]))\n",
            references=references(solution("pairwise", PAIRWISE), solution("looping", LOOPING)),
        ),
        examples=(Example(input="3\n1 1 2\n", output="YES\n"), Example(input="2\n1 2\n", output="NO\n")),
        solutions=(solution("always", "print('YES')", verdict="wrong"),),
    ),
    answer=AnswerSpec(kind="boolean", words={"YES": True, "NO": False}, instruction="yes or no."),
    rules=(),
)


def test_one_question_of_yes_or_no_is_guessed_too_often(sandbox: Sandbox) -> None:
    failed = check(EQUAL, sandbox).failed_gate
    assert failed is not None
    assert failed.gate == "diversity"
    assert "one answer has a share of " in failed.reason


def test_folded_it_passes_every_gate(sandbox: Sandbox) -> None:
    verdict = check(spec(EQUAL, fold=5), sandbox)
    assert verdict.passed, verdict.failed_gate
    assert verdict.evidence[1].reason == "no rules are listed: nothing to compare"
    single, folded = measured(check(EQUAL, sandbox), "diversity"), measured(verdict, "diversity")
    for one, five in zip(single["levels"], folded["levels"], strict=True):
        assert five["commonest_share"] == pytest.approx(one["commonest_share"] ** 5, abs=1e-3)
        assert five["best_guess_share"] == pytest.approx(one["best_guess_share"] ** 5, abs=1e-3)
        assert five["distinct_answers"] == 2
    answers = measured(verdict, "answers")
    assert (answers["instances"], answers["refused_right"]["count"], answers["accepted_wrong"]["count"]) == (10, 0, 0)
    assert {"mutant: item negated", "mutant: dropped", "mutant: twice"} <= answers["sorts"].keys()


def test_the_budget_of_a_prompt_is_that_of_all_its_puzzles(sandbox: Sandbox) -> None:
    tokens = [
        measured(check(spec(EQUAL, fold=n), sandbox, thresholds={"max_prompt_tokens": 500}), "prompt") for n in (1, 5)
    ]
    assert tokens[0]["levels"] == [0, 1, 2, 3, 4]
    assert tokens[1]["tokens"] == {level: 5 * count for level, count in tokens[0]["tokens"].items()}
    assert tokens[1]["levels"] == [int(level) for level, count in tokens[1]["tokens"].items() if count <= 500] != []
