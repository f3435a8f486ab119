"""The verifier's score card: which answers it is asked about, and what a second judge changes."""

from __future__ import annotations

from typing import Any

import pytest

from scaler.sandbox import Sandbox
from scaler.validation import Draft, Evidence
from tests.validation.drafts import (
    CHECKED,
    CHECKING,
    JUDGED,
    VERIFIER,
    check,
    measured,
    programs,
    references,
    spec,
    verifying,
)

pytestmark = pytest.mark.sandbox

ANY_PAIR = verifying("isinstance(answer, list) and len(answer) == 2 and all(type(x) is int for x in answer)")
IN_LIST_ORDER = VERIFIER.replace("sorted(pair)", "list(pair)").replace("sorted(answer)", "answer")
SILENT = CHECKING.replace("def check(question, answer):\n", "def check(question, answer):\n    raise ValueError\n")
PICKY = CHECKING.replace("answer in ([x, y], [y, x])", "answer == [x, y] and x > y")


def ordered(draft: Draft) -> Draft:
    """The draft with an answer whose order counts."""
    answer = draft.spec.answer.model_copy(update={"any_order": False})
    return spec(draft, answer=answer)


def fault(draft: Draft, sandbox: Sandbox, **thresholds: Any) -> Evidence:
    failed = check(draft, sandbox, thresholds=thresholds).failed_gate
    assert failed is not None
    assert failed.gate == "verifier", failed
    assert failed.measured["replay"]
    return failed


def test_a_lenient_verifier_is_caught_by_the_second_judge(sandbox: Sandbox) -> None:
    failed = fault(programs(CHECKED, verifier=ANY_PAIR), sandbox)
    card: Any = failed.measured
    assert failed.reason.startswith(f"the verifier accepts {card['accepted_wrong']['count']} of ")
    assert card["accepted_wrong"]["count"] >= 6 * 4, "six sorts of mutants are pairs of integers"
    assert card["undecided"] == 0
    assert "it checks too little" in failed.advice


@pytest.mark.parametrize("solver", [SILENT, None], ids=["silent", "none"])
def test_without_a_second_judge_a_verifier_must_refuse_most_mutants_of_each_sort(
    sandbox: Sandbox, solver: str | None
) -> None:
    failed = fault(programs(CHECKED, verifier=ANY_PAIR, solver=solver), sandbox, solver_required=False)
    card: Any = failed.measured
    assert (card["accepted_wrong"]["count"], card["right_after_all"]) == (0, 0)
    assert card["undecided"] >= 6 * 4
    assert "(replaced by a neighbour)" in failed.reason
    verdict = check(programs(CHECKED, solver=solver), sandbox, thresholds={"solver_required": False})
    assert verdict.passed, verdict.failed_gate
    assert measured(verdict, "verifier")["undecided"] == 0


def test_a_mutant_that_is_right_after_all_is_not_counted(sandbox: Sandbox) -> None:
    """The order is not said to be free, yet the verifier and the second judge take both."""
    verdict = check(ordered(CHECKED), sandbox)
    assert verdict.passed, verdict.failed_gate
    card = measured(verdict, "verifier")
    assert card["right_after_all"] == card["sorts"]["swapped"] + card["sorts"]["reversed"] == 8
    assert card["accepted_wrong"]["count"] == 0
    assert card["accepted_wrong"]["trials"] == sum(card["sorts"].values()) - 8


def test_where_any_order_will_do_each_must_be_accepted(sandbox: Sandbox) -> None:
    alike = references(JUDGED[0], JUDGED[2])
    draft = programs(CHECKED, verifier=IN_LIST_ORDER, references=alike)
    failed = fault(draft, sandbox)
    assert failed.reason.startswith("the verifier refuses 10 of 20 answers; first (reordered) [")
    assert "verify must accept every right answer" in failed.advice
    assert check(ordered(draft), sandbox).passed, "where the order counts the same verifier is right"


def test_a_second_judge_who_refuses_the_oracles_shows_a_question_that_lost_a_rule(sandbox: Sandbox) -> None:
    failed = fault(programs(CHECKED, solver=PICKY), sandbox)
    card: Any = failed.measured
    count = card["second_judge"]["count"]
    assert failed.reason.startswith(f"the verifier accepts, the second judge refuses, {count} of 8 answers; first (")
    assert "the question lost or changed a rule" in failed.advice


def test_a_second_judge_sees_the_question_alone(sandbox: Sandbox) -> None:
    seeing = CHECKING.replace("    best =", "    assert 'neighbours, in any order' in question\n    best =")
    assert check(programs(CHECKED, solver=seeing), sandbox).passed
