"""Who is outvoted or fails is dropped and named; what is left has been compared, and is no longer doubted."""

from __future__ import annotations

import pytest

from scaler.environment import AnswerSpec, Tolerance
from scaler.sandbox import Sandbox
from tests.validation.drafts import (
    ACCEPTED,
    BACKWARDS,
    CHECKED,
    COMPILED,
    JUDGED,
    SCANNING,
    SLICING,
    check,
    generating,
    measured,
    problem,
    programs,
    references,
    solution,
    spec,
)

pytestmark = pytest.mark.sandbox


def test_a_reference_that_is_outvoted_or_fails_is_dropped_and_named(sandbox: Sandbox) -> None:
    capped = solution("capped", SLICING.replace("print(", "print(min(16000, ") + ")")
    small = solution("small", SLICING.replace("a = ", "assert n < 30\na = "))
    verdict = check(programs(references=references(*ACCEPTED, capped, small)), sandbox)
    assert verdict.passed, verdict.failed_gate
    dropped = measured(verdict, "agreement")["dropped"]
    assert sorted(dropped) == ["capped", "small"]
    assert dropped["capped"].startswith('answers 16000 at level 4, scale {"n": 40}, seed 0, the majority 1')
    assert dropped["small"] == 'error: AssertionError at level 4, scale {"n": 40}, seed 0'


RARELY = COMPILED.replace("std::cout << best", "std::cout << best + (last % 50 == 7)")
"""Wrong on one instance in fifty: where the last number ends so."""


def test_a_reference_that_is_rarely_wrong_is_found_on_the_many_draws_of_the_best_two(sandbox: Sandbox) -> None:
    rare = solution("rare", RARELY, language="cpp")
    # Too few draws of all references for it to show there.
    few = {"random_scales": 0, "seeds_per_level": 1, "draws_per_level": 40}
    verdict = check(programs(references=references(rare, *ACCEPTED)), sandbox, thresholds=few)
    assert verdict.passed, verdict.failed_gate
    agreement = measured(verdict, "agreement")
    assert agreement["disagreements"]["count"] == 0, "the vote of all did not see it"
    assert list(agreement["dropped"]) == ["rare"]
    assert agreement["references"] == ["compiled", "slicing", "scanning"]
    assert 1 <= agreement["differing"] <= 12
    assert (agreement["pair"]["count"], agreement["pair"]["trials"]) == (0, 5 * 40), "the pair that is left"
    why = agreement["dropped"]["rare"]
    assert why.startswith("answers ")
    assert ", the majority " in why


def test_without_a_third_opinion_a_rare_difference_leaves_nobody(sandbox: Sandbox) -> None:
    rare = solution("rare", RARELY, language="cpp")
    few = {"random_scales": 0, "seeds_per_level": 1, "draws_per_level": 40}
    failed = check(programs(references=references(rare, ACCEPTED[0])), sandbox, thresholds=few).failed_gate
    assert failed is not None
    assert failed.gate == "agreement"
    assert failed.reason.startswith("0 of at least 2 references left; ")
    assert "no majority stands" in failed.reason
    replay = failed.measured["replay"]
    assert replay
    assert "answer of rare: " in failed.advice
    assert "answer of slicing: " in failed.advice


def test_an_overflow_is_named(sandbox: Sandbox) -> None:
    large = generating("[rng.randint(10**9, 2 * 10**9) for _ in range(n)]")
    wide = COMPILED.replace("int n,", "long long n,")
    narrow = solution("narrow", wide.replace("std::cout << best", "std::cout << (int)best"), language="cpp")
    oracles = references(narrow, solution("wide", wide, language="cpp"), *ACCEPTED[:2])
    verdict = check(programs(large, references=oracles), sandbox)
    dropped = measured(verdict, "agreement")["dropped"]
    assert list(dropped) == ["narrow"]
    assert dropped["narrow"].endswith(", as a 32-bit overflow would")


def test_a_reference_that_gives_up_on_adversarial_shapes_only_is_kept(sandbox: Sandbox) -> None:
    careful = solution("careful", SCANNING.replace("best = a[0]", "assert len(set(a)) > 1\nbest = a[0]", 1))
    verdict = check(programs(references=references(ACCEPTED[0], careful)), sandbox)
    assert verdict.passed, verdict.failed_gate
    agreement = measured(verdict, "agreement")
    assert sorted(agreement["references"]) == ["careful", "slicing"]
    assert agreement["dropped"] == {}


def test_a_reference_that_is_wrong_on_an_adversarial_shape_only_is_dropped(sandbox: Sandbox) -> None:
    ties = solution("ties", SCANNING.replace("print(best)", "print(best if len(set(a)) > 1 else 0)"))
    verdict = check(programs(references=references(*ACCEPTED, ties)), sandbox)
    assert verdict.passed, verdict.failed_gate
    dropped = measured(verdict, "agreement")["dropped"]
    assert list(dropped) == ["ties"]
    assert "seed 0, drawn lowest, the majority 2" in dropped["ties"]


def test_shapes_that_the_generator_cannot_make_are_counted(sandbox: Sandbox) -> None:
    picky = generating("[rng.randint(1, 9999) // min(1, rng.randint(0, 10**9)) for _ in range(n)]")
    verdict = check(picky, sandbox)
    assert verdict.passed, verdict.failed_gate
    agreement = measured(verdict, "agreement")
    not_made = 5 + 1  # the lowest at every level, and the falling one that comes down to zero
    assert (agreement["shaped"], agreement["shapes_not_made"]) == (30 - not_made, not_made)


def test_where_several_answers_are_right_the_verifier_votes(sandbox: Sandbox) -> None:
    wrong = solution("wrong", BACKWARDS.replace("max(", "min("))
    verdict = check(programs(CHECKED, references=references(*JUDGED, wrong)), sandbox)
    assert verdict.passed, verdict.failed_gate
    assert list(measured(verdict, "agreement")["dropped"]) == ["wrong"]


def test_two_oracles_that_a_majority_lies_between_do_not_give_the_truth_together(sandbox: Sandbox) -> None:
    """Within 0.001 of the one in the middle, both are borne by a majority; of each other they are not."""
    number = AnswerSpec(kind="number", instruction="a number.", tolerance=Tolerance(absolute=1e-3))
    steps = "n = int(input())\na = list(map(int, input().split()))\nx = max(p + q for p, q in zip(a, a[1:]))\n"
    offs = {"low": 0, "high": 18e-4, "mid": 9e-4}
    three = [solution(name, f"{steps}print(x + {off})\n") for name, off in offs.items()]
    draft = spec(programs(references=references(*three)), answer=number)
    verdict = check(problem(draft, examples=()), sandbox)
    agreement = measured(verdict, "agreement")
    assert agreement["references"] == ["low", "mid"]
    assert list(agreement["dropped"]) == ["high"]
    assert agreement["dropped"]["high"].startswith("differs from low on ")
    assert agreement["pair"]["count"] == 0
