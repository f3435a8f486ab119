"""With `all_gates` an audit sees every defect; without, the first failure ends it."""

from __future__ import annotations

import pytest

from scaler.sandbox import Sandbox
from scaler.validation import GATES, Draft
from tests.validation.drafts import (
    CHECKED,
    QUESTION,
    SOUND,
    VERIFIER,
    WRONG,
    check,
    generating,
    problem,
    programs,
    references,
    spec,
)

pytestmark = pytest.mark.sandbox

LARGEST = generating("sorted((rng.randint(1, 9999) for _ in range(n)), reverse=True)")
SEVERAL = problem(
    programs(LARGEST, question=QUESTION.replace("largest", "smallest") + "The program prints it."),
    solutions=WRONG[:1],
)


def failed(draft: Draft, sandbox: Sandbox) -> list[str]:
    verdict = check(draft, sandbox, all_gates=True)
    assert [evidence.gate for evidence in verdict.evidence] == list(GATES)[: len(verdict.evidence)]
    return [evidence.gate for evidence in verdict.evidence if not evidence.passed]


def test_every_gate_is_asked_and_every_defect_is_seen(sandbox: Sandbox) -> None:
    verdict = check(SEVERAL, sandbox, all_gates=True)
    assert not verdict.passed
    assert [evidence.gate for evidence in verdict.evidence] == list(GATES)
    assert [evidence.gate for evidence in verdict.evidence if not evidence.passed] == [
        "structure", "rules", "wrong_solutions",
    ]  # fmt: skip
    assert verdict.failed_gate is verdict.evidence[0]
    assert len(check(SEVERAL, sandbox).evidence) == 1


def test_a_sound_draft_gives_the_same_verdict(sandbox: Sandbox) -> None:
    assert failed(SOUND, sandbox) == []


def test_it_ends_where_nothing_is_left_to_look_at(sandbox: Sandbox) -> None:
    nobody = programs(SOUND, references=references(WRONG[2]))
    verdict = check(nobody, sandbox, all_gates=True)
    assert [e.gate for e in verdict.evidence] == ["structure", "rules", "runs"]
    assert verdict.candidate.references == ()


@pytest.mark.parametrize(
    ("draft", "first"),
    [
        (programs(SOUND, generator="def generate(:"), "structure"),
        (programs(SOUND, question="{% set x = 1 %}{{ a }}"), "structure"),
        (programs(SOUND, question=QUESTION + "{{ b }}"), "prompt"),
        (programs(SOUND, solver=None), "structure"),
        (programs(CHECKED, verifier=None), "structure"),
        (programs(CHECKED, verifier="def verify(:"), "structure"),
        (programs(CHECKED, verifier=VERIFIER + "    eval('1')\n"), "structure"),
        (programs(CHECKED, solver="def solve(question):\n    return 1\n"), "structure"),
        (spec(SOUND, levels=(*SOUND.spec.levels, {"n": 41})), "structure"),
        (spec(SOUND, levels=()), "structure"),
    ],
    ids=["generator", "template", "undefined", "solver", "no verifier", "verifier", "eval", "check", "41", "levels"],
)
def test_an_unsound_draft_is_a_verdict_never_an_exception(sandbox: Sandbox, draft: Draft, first: str) -> None:
    assert failed(draft, sandbox)[0] == first
