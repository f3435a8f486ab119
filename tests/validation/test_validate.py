"""A sound draft of a small problem passes; each fault planted in it is found by the gate that looks for it."""

from __future__ import annotations

from typing import Any

import pytest

from scaler.environment import AnswerSpec, Tolerance
from scaler.errors import SandboxFailure
from scaler.problems import Example
from scaler.sandbox import Limits, Result, Sandbox
from scaler.validation import GATES, Draft, build_ladder, load_thresholds, validate
from tests.validation.drafts import (
    ACCEPTED,
    CHECKED,
    GENERATOR,
    QUESTION,
    SLICING,
    SOLVER,
    SOUND,
    SPEC,
    VERIFIER,
    WRONG,
    check,
    generating,
    measured,
    problem,
    programs,
    references,
    solution,
    spec,
    verifying,
)

pytestmark = pytest.mark.sandbox


def test_a_sound_draft_passes_every_gate(sandbox: Sandbox) -> None:
    heard: list[str] = []
    verdict = check(SOUND, sandbox, progress=heard.append)
    assert verdict.passed, verdict.failed_gate
    assert [evidence.gate for evidence in verdict.evidence] == list(GATES) == [
        "structure", "rules", "runs", "examples", "determinism", "scale", "prompt", "agreement", "solver", "answers",
        "verifier", "diversity", "work", "wrong_solutions", "novelty",
    ]  # fmt: skip
    assert heard[7] == "neighbours: gate 8 of 15, agreement"
    assert verdict.candidate.levels == tuple(range(5))
    assert verdict.candidate.references == ("compiled", "slicing", "scanning"), "fast and of two languages first"
    agreement = measured(verdict, "agreement")
    fair, random, shaped = 5 * 2, 8, 5 * 6
    assert (agreement["instances"], agreement["shaped"]) == (fair + random + shaped, shaped)
    assert agreement["disagreements"] == {"count": 0, "trials": 48, "bound_95": 0.0605}
    assert agreement["pair"] == agreement["cross_language"] == agreement["cross_author"]
    assert agreement["pair"]["trials"] == 5 * 12
    assert measured(verdict, "rules") == {"rules": 2, "unsaid": {}}
    answers = measured(verdict, "answers")
    assert (answers["refused_right"]["count"], answers["accepted_wrong"]["count"]) == (0, 0)
    assert answers["sorts"]["mutant: off by one"] == 10
    assert all(row["guess_floor"] < 0.2 for row in measured(verdict, "diversity")["levels"])
    work = measured(verdict, "work")
    assert (work["size_rises"], work["steps_rise"], work["steps_by"]) == (1.0, 1.0, "scanning")
    wrong = measured(verdict, "wrong_solutions")
    assert sorted(wrong["caught"]) == ["first", "least"]
    assert wrong["do_not_run"] == ["broken"]
    assert all(evidence.cpu_seconds >= 0 for evidence in verdict.evidence)


def test_a_sound_draft_with_several_right_answers_passes(sandbox: Sandbox) -> None:
    verdict = check(CHECKED, sandbox)
    assert verdict.passed, verdict.failed_gate
    assert "backwards" in verdict.candidate.references, "its answers differ from the others' and are right"
    card = measured(verdict, "verifier")
    assert (card["refused_right"]["count"], card["accepted_wrong"]["count"], card["undecided"]) == (0, 0, 0)
    assert card["refused_right"]["trials"] == 2 * 10, "any order will do, and each is asked about once"
    assert (card["right_after_all"], card["sorts"].get("swapped")) == (0, None)
    assert card["second_judge"]["count"] == 0


def test_the_same_draft_gives_the_same_evidence(sandbox: Sandbox) -> None:
    one, two = (check(SOUND, sandbox) for _ in range(2))
    untimed = [[e.model_copy(update={"cpu_seconds": 0.0}) for e in verdict.evidence] for verdict in (one, two)]
    assert untimed[0] == untimed[1]
    assert one.candidate == two.candidate


def answering(**changes: Any) -> AnswerSpec:
    return SPEC.answer.model_copy(update=changes)


CRASHING = solution("crashing", "print(10 // (int(input()) - 2))")
INCOMPLETE = solution("incomplete", "int main() { return 0 }", language="cpp")
YES_OR_NO = AnswerSpec(kind="boolean", instruction="yes or no.")
# `compiled` starts from 0 and is wrong where all numbers are negative.
DISAGREEING = generating("[-rng.randint(1, 9999) for _ in range(n)]")
# The oracles see the first 6 numbers only: the question and its answer part ways on the larger levels.
TRUNCATING = GENERATOR[: GENERATOR.index("\ndef to_stdin")] + (
    "\ndef to_stdin(data):\n    a = data['a'][:6]\n    return f\"{len(a)}\\n{' '.join(map(str, a))}\\n\"\n"
)
# They take the fewer steps, the more numbers there are.
IDLING = [
    solution(s.name, s.code.replace("a = ", "for _ in range(500 - 10 * n):\n    pass\na = ")) for s in ACCEPTED[:2]
]
FAULTS: list[tuple[Draft, str, str]] = [
    # structure
    (programs(generator="def generate(scale, rng:"), "structure", "the generator is not Python: line 1"),
    (programs(solver="answer = 1"), "structure", "the solver does not define the function 'solve'"),
    (programs(solver="def solve(): ..."), "structure", "'solve' cannot be called with 1 positional arguments"),
    (programs(solver=None), "structure", "there is no solver"),
    (programs(CHECKED, solver=SOLVER), "structure", "the solver does not define the function 'check'"),
    (programs(verifier=VERIFIER), "structure", "a verifier goes with answers of kind 'checked', not 'integer'"),
    (programs(CHECKED, verifier=None), "structure", "there is no verifier"),
    (programs(CHECKED, verifier=VERIFIER + "    eval('1')\n"), "structure", "the verifier uses 'eval'"),
    (programs(CHECKED, verifier="import builtins\n" + VERIFIER), "structure", "the verifier uses 'builtins'"),
    (
        programs(CHECKED, verifier="from importlib.util import find_spec\n" + VERIFIER),
        "structure",
        "the verifier uses 'importlib.util': answers are hostile",
    ),
    (programs(question="{% set b = a %}{{ b }}"), "structure", "Assign is not allowed"),
    (programs(question=f"For each test  case: {QUESTION}"), "structure", "the question speaks of 'test case'"),
    (spec(answer=answering(instruction="what the Programs print.")), "structure", "the question speaks of 'Programs'"),
    (programs(question=f"{QUESTION} n <= 105"), "structure", "the question has '<= 105': was that a power of ten?"),
    (programs(question=f"{QUESTION} up to 109"), "structure", "the question has 'up to 109': was that a power of ten?"),
    (programs(question=f"{QUESTION} Mod 109 + 7"), "structure", "the question has '109 + 7': was that a power of ten?"),
    (programs(question=f"1343_C. Gregor {QUESTION}"), "structure", "the question names '1343_C. G', the problem's id"),
    (programs(question=f"{QUESTION} (p02345)"), "structure", "the question names 'p02345', the problem's id"),
    (
        spec(CHECKED, answer=CHECKED.spec.answer.model_copy(update={"instruction": "the neighbours."})),
        "structure",
        "the instruction does not say that the answer is a list in square brackets",
    ),
    (
        spec(answer=AnswerSpec(kind="boolean", instruction="yes, or else nothing.")),
        "structure",
        "the instruction does not name the two words that an answer may be",
    ),
    (spec(levels=SPEC.levels[:3]), "structure", "the ladder has 3 of at least 4 levels"),
    (spec(levels=(*SPEC.levels, {"n": 41})), "structure", "level 5 sets n to 41, outside 4 to 40"),
    (
        spec(answer=AnswerSpec(kind="number", instruction="about.", tolerance=Tolerance(absolute=1e6))),
        "structure",
        "the tolerance (1e+06 absolute, 0 relative) is above 0.01",
    ),
    # rules
    (
        programs(question="{{ a | join(', ') }}: what is the largest sum of two neighbours?"),
        "rules",
        f"1 of 2 rules are not in the question; first: {SPEC.rules[0]}",
    ),
    (
        programs(question=QUESTION.replace("largest", "smallest")),
        "rules",
        f"1 of 2 rules are not in the question; first: {SPEC.rules[1]}",
    ),
    (
        programs(question=f"{{% if n > 9 %}}{QUESTION}{{% endif %}} {{{{ a | join(', ') }}}}"),
        "rules",
        f"2 of 2 rules are not in the question; first: {SPEC.rules[0]}",
    ),
    # runs, examples
    (
        programs(references=references(ACCEPTED[0], solution("twin", SLICING))),
        "runs",
        "twin: the same program as slicing: no second opinion",
    ),
    (programs(references=references(ACCEPTED[0], CRASHING)), "runs", "crashing: example 2: error"),
    (programs(references=references(ACCEPTED[0], INCOMPLETE)), "runs", "incomplete: example 1: compile_error"),
    (programs(references=references(ACCEPTED[0], WRONG[0])), "examples", "references left; first: example 1 differs"),
    (spec(answer=YES_OR_NO), "examples", "the output of example 1 is no answer of this kind: yes or no was expected"),
    # determinism, scale
    (
        generating("[source.randint(1, 99)] * n", before="import random\nsource = random.SystemRandom()"),
        "determinism",
        "two different instances at level 0",
    ),
    (generating("[len(calls)] * n if not calls.append(n) else 0", before="calls = []"), "determinism", "two different"),
    (generating("list(range(1, n + 1))"), "determinism", "2 seeds give one instance at the top level"),
    (generating("[1 // (n - n)]"), "determinism", "the generator failed at level 0"),
    (generating("[rng.randint(1, 99) for _ in range(n - 1)]"), "scale", "n = 4 was requested, len(a) is 3"),
    (spec(fields={"a": "numbers", "k": "one more"}), "scale", "the data lacks the specified field 'k'"),
    (programs(generator=GENERATOR.replace("{", "{'k': 1, ", 1)), "scale", "a field 'k' that is not specified"),
    # prompt
    (programs(question=QUESTION.replace("a | join(', ')", "a[0]")), "prompt", "field 'a' does not show"),
    (programs(question=QUESTION.replace("a |", "b |")), "prompt", "'b' is undefined"),
    (
        programs(
            generating("[rng.randint(1, 9) for _ in range(n)]"),
            question=QUESTION.replace("{{ a", "1, 2, 3, 4, 5, 6, 7, 8, 9, {{ a[0] }}{# ").replace("}}\n\nW", "#}\n\nW"),
        ),
        "prompt",
        "field 'a' does not show in the question at level",
    ),
    (programs(question="Well. " * 2000 + QUESTION), "prompt", "0 of at least 4 levels have questions within 2048"),
    # agreement, solver
    (programs(DISAGREEING, references=references(*ACCEPTED[1:])), "agreement", "no majority stands"),
    (programs(CHECKED, verifier=verifying("answer == data['a'][:2]")), "agreement", "no majority stands"),
    (programs(CHECKED, verifier=verifying("answer == data['b']")), "agreement", "the verifier gave no verdict on"),
    (programs(solver="def solve(question):\n    return 0\n"), "solver", "the solver agrees in 0 of 7 runs"),
    (programs(solver="def solve(question):\n    return 1 // 0\n"), "solver", "the solver agrees in 0 of 4 runs"),
    (programs(generator=TRUNCATING), "solver", "the solver agrees in"),
    # answers, verifier
    (
        programs(CHECKED, verifier=verifying("True")),
        "answers",
        'a wrong answer (text without answer) scored 1.0 at level 0, scale {"n": 4}, seed 0: \\boxed{[1, 1, 1',
    ),
    (
        programs(CHECKED, verifier=verifying("isinstance(answer, list) and len(answer) == 2")),
        "verifier",
        "answers; first (replaced by a neighbour)",
    ),
    (
        programs(CHECKED, verifier="def verify(data, answer):\n    return answer is None or ok(data, answer)\n"
                 + VERIFIER.replace("verify", "ok")),
        "verifier",
        "the verifier accepts 5 of 137 answers; first (malformed) null at level 0",
    ),
    (
        programs(CHECKED, verifier=VERIFIER.replace("isinstance(answer, list) and ", "")),
        "verifier",
        "the verifier gave no verdict on null at level 0",
    ),
    # diversity, work, wrong solutions
    (generating("[9999, 9999] + [rng.randint(1, 9999) for _ in range(n - 2)]"), "diversity", "a share of 100%"),
    (generating("[rng.randint(50, 53)] * n"), "diversity", "of 12 instances are distinct, 6 needed"),
    (generating("[rng.choice([rng.randint(1, 9999), 5])] * n"), "diversity", "one instance has a share of"),
    (
        generating("(lambda x: [x, 5] + [0] * (n - 3) + [x + 5])(rng.randint(50, 9999))"),
        "diversity",
        "the guess `max(a)` is right in 100%, at most 50% allowed",
    ),
    (
        programs(CHECKED, generator=GENERATOR.replace("[rng", "[9998, 9999] + [rng").replace('["n"]', '["n"] - 2')),
        "diversity",
        "one answer has a share of 100%",
    ),
    (
        generating("[rng.randint(1, 10 ** (44 - n)) for _ in range(n)]", programs(references=references(*IDLING))),
        "work",
        "size rises in 70% of the pairs of levels, an oracle's steps in 0%, at least 90% needed",
    ),
    (
        programs(references=references(*IDLING)),
        "work",
        "an oracle's steps rise in 0% of the pairs of levels, at least 60% needed",
    ),
    (
        problem(generating("sorted((rng.randint(1, 9999) for _ in range(n)), reverse=True)"), solutions=WRONG[:1]),
        "wrong_solutions",
        "0 of 1 wrong solutions caught by 60 instances; missed: first",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("draft", "gate", "reason"), FAULTS, ids=[f"{gate}-{reason}" for _, gate, reason in FAULTS])
def test_a_planted_fault_is_found(sandbox: Sandbox, draft: Draft, gate: str, reason: str) -> None:
    verdict = check(draft, sandbox)
    failed = verdict.failed_gate
    assert failed is not None
    assert (failed.gate, reason in failed.reason) == (gate, True), failed
    assert verdict.evidence[-1] is failed, "the first failure ends the validation"
    assert 0 < len(failed.advice) <= 3000
    if gate not in ("structure", "rules", "runs", "examples"):
        assert failed.measured["replay"], "a failure on instances says which"


def test_few_distinct_answers_are_found_where_none_is_frequent(sandbox: Sandbox) -> None:
    few = generating("[rng.randint(1, 99) for _ in range(n - 3)] + [7, rng.randint(9000, 9007), 0]")
    failed = check(few, sandbox, thresholds={"commonest_answer_max": 0.5}).failed_gate
    assert failed is not None
    assert failed.gate == "diversity"
    levels: Any = failed.measured["levels"]
    row = levels[4]
    assert set(row["answers"]) <= {str(answer) for answer in range(9007, 9015)}
    assert f"{len(row['answers'])} distinct answers to 12 instances, at least 10 needed" in failed.reason


def test_levels_are_cut_where_they_are_too_long_or_too_dull(sandbox: Sandbox) -> None:
    ladder = build_ladder(SPEC.scale)
    dull_below_7 = generating("([9999, 9999] if n < 7 else [1, 1]) + [rng.randint(1, 9999) for _ in range(n - 2)]")
    verdict = check(spec(dull_below_7, levels=ladder), sandbox, thresholds={"max_prompt_tokens": 190})
    assert verdict.passed, verdict.failed_gate
    kept = [ladder[level]["n"] for level in verdict.candidate.levels]
    assert kept == [8, 11, 15, 21]
    assert [e.gate for e in verdict.evidence if "cut" in e.reason] == ["prompt", "diversity"]


def test_a_batch_problem_passes(sandbox: Sandbox) -> None:
    each = "for case in range(1, int(input()) + 1):\n    n = int(input())\n    a = list(map(int, input().split()))\n"
    solutions = references(
        solution("largest", each + "    print(f'Case #{case}: {max(x + y for x, y in zip(a, a[1:]))}')\n"),
        solution("last", each + "    print(f'Case #{case}: {sorted(map(sum, zip(a, a[1:])))[-1]}')\n"),
    )
    draft = problem(
        programs(generator=GENERATOR.replace('f"{len', 'f"1\\n{len'), references=solutions),
        batch="code_jam",
        examples=(Example(input="2\n2\n5 6\n3\n3 1 1\n", output="Case #1: 11\nCase #2: 4\n"),),
        solutions=(),
    )
    verdict = check(spec(draft, batch="code_jam"), sandbox)
    assert verdict.passed, verdict.failed_gate
    assert measured(verdict, "examples")["readable_examples"] == 0, "an output of two cases is no single answer"
    assert measured(verdict, "agreement").get("cross_language") is None
    assert verdict.evidence[-2].reason == "no wrong solutions are known"


def test_a_solver_that_never_ends_is_not_run_at_every_level(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaler.environment.programs.SOLVER_LIMITS", Limits(cpu=0.2, wall=30))
    failed = check(programs(solver="def solve(question):\n    while True: pass\n"), sandbox).failed_gate
    assert failed is not None
    assert failed.reason == "the solver ended in time in 0 of 4 runs"
    assert failed.cpu_seconds < 4 * 0.2, "only the two runs at the lowest level were tried"


class Failing:
    """A sandbox whose runs fail through no fault of the program."""

    def run(self, program: object, stdins: list[str], **_: object) -> list[Result]:
        return [Result("sandbox_error", stderr="the jail is gone")] * len(stdins)


def test_a_failure_of_the_sandbox_is_no_verdict_on_the_draft() -> None:
    failing: Any = Failing()
    with pytest.raises(SandboxFailure, match="the sandbox failed during validation: the jail is gone"):
        validate(SOUND, failing, load_thresholds())
