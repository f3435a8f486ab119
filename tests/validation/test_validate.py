"""A sound draft of a small problem passes; each fault planted in it is found by the gate that looks for it."""

from __future__ import annotations

from typing import Any

import pytest

from scaler.environment import AnswerSpec, EnvironmentSpec, Programs, Reference, ScaleParameter, Tolerance
from scaler.errors import SandboxFailure
from scaler.problems import Example, Problem, Solution
from scaler.sandbox import Limits, Result, Sandbox
from scaler.validation import Draft, Verdict, build_ladder, load_thresholds, validate

pytestmark = pytest.mark.sandbox

SORTING = "n = int(input())\nprint(sorted(map(int, input().split()))[-1])\n"
SCANNING = """
n = int(input())
best = None
for number in map(int, input().split()):
    if best is None or number > best:
        best = number
print(best)
"""
COMPILED = """
#include <algorithm>
#include <iostream>
int main() {
    int n, best = 0, number;
    for (std::cin >> n; std::cin >> number;) best = std::max(best, number);
    std::cout << best << "\\n";
}
"""
FIRST = "n = int(input())\nprint(input().split()[0])\n"
LEAST = "n = int(input())\nprint(min(map(int, input().split())))\n"

GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(1, 9999) for _ in range(scale["n"])]}

def to_stdin(data):
    return f"{len(data['a'])}\\n{' '.join(map(str, data['a']))}\\n"
"""
QUESTION = "Which is the largest number in this list?\n\n{{ a | join(', ') }}\n"
SOLVER = """
import re

def solve(question):
    return max(int(number) for number in re.findall(r"\\d+", question))
"""
VERIFIER = """
def verify(data, answer):
    return type(answer) is int and answer in data["a"]
"""


def solution(name: str, code: str, *, language: Any = "python", verdict: Any = "accepted") -> Solution:
    return Solution(name=name, language=language, verdict=verdict, code=code, author=name)


def references(*solutions: Solution) -> tuple[Reference, ...]:
    return tuple(Reference(name=s.name, language=s.language, code=s.code, author=s.author) for s in solutions)


ACCEPTED = (
    solution("sorting", SORTING),
    solution("scanning", SCANNING),
    solution("compiled", COMPILED, language="cpp"),
)
WRONG = (
    solution("first", FIRST, verdict="wrong"),
    solution("least", LEAST, verdict="wrong"),
    solution("broken", "int main() { return 0 }", language="cpp", verdict="wrong"),
)
CRASHING = solution("crashing", "print(10 // (int(input()) - int(input())))")
INCOMPLETE = solution("incomplete", "int main() { return 0 }", language="cpp")
PROBLEM = Problem(
    id="largest",
    title="Largest",
    statement="Find the largest of n numbers.",
    examples=(Example(input="3\n1 3 2\n", output="3\n"), Example(input="1\n7\n", output="7\n")),
    solutions=(*ACCEPTED, *WRONG),
    source="toy",
    licence="Apache-2.0",
    attribution="nobody",
)
SCALE = {"n": ScaleParameter(min=4, max=40, measure="len(a)", meaning="how many numbers")}
SPEC = EnvironmentSpec(
    title="Largest",
    answer=AnswerSpec(kind="integer", instruction="the number."),
    scale=SCALE,
    fields={"a": "the numbers"},
    levels=build_ladder(SCALE),
)
PROGRAMS = Programs(generator=GENERATOR, question=QUESTION, solver=SOLVER, references=references(*ACCEPTED))
SOUND = Draft(problem=PROBLEM, spec=SPEC, programs=PROGRAMS)
ANY_OF_THEM = AnswerSpec(kind="checked", form="integer", instruction="any number of the list.")
CHECKED = Draft(
    problem=PROBLEM.model_copy(update={"solutions": (*ACCEPTED, solution("broken", "print(0)", verdict="wrong"))}),
    spec=SPEC.model_copy(update={"answer": ANY_OF_THEM}),
    programs=PROGRAMS.model_copy(update={"verifier": VERIFIER, "references": references(*ACCEPTED, WRONG[1])}),
)


def programs(draft: Draft = SOUND, **changes: Any) -> Draft:
    return draft.model_copy(update={"programs": draft.programs.model_copy(update=changes)})


def spec(draft: Draft = SOUND, **changes: Any) -> Draft:
    return draft.model_copy(update={"spec": draft.spec.model_copy(update=changes)})


def problem(draft: Draft = SOUND, **changes: Any) -> Draft:
    return draft.model_copy(update={"problem": draft.problem.model_copy(update=changes)})


def generating(expression: str, draft: Draft = SOUND, *, before: str = "") -> Draft:
    """The draft with a generator whose list is `expression`, of `n`, `rng` and what the line `before` defines."""
    body = f'{before}\ndef generate(scale, rng):\n    n = scale["n"]\n    return {{"a": {expression}}}\n'
    return programs(draft, generator=body + GENERATOR[GENERATOR.index("\ndef to_stdin") :])


def verifying(expression: str) -> str:
    """A verifier whose verdict is `expression`, of `data` and `answer`."""
    return f"def verify(data, answer):\n    return {expression}\n"


def check(draft: Draft, sandbox: Sandbox, **thresholds: Any) -> Verdict:
    return validate(draft, sandbox, load_thresholds().model_copy(update=thresholds))


def measured(verdict: Verdict, gate: str) -> dict[str, Any]:
    return dict(next(evidence.measured for evidence in verdict.evidence if evidence.gate == gate))


def test_a_sound_draft_passes_every_gate(sandbox: Sandbox) -> None:
    heard: list[str] = []
    verdict = validate(SOUND, sandbox, load_thresholds(), progress=heard.append)
    assert verdict.passed, verdict.failed_gate
    assert [evidence.gate for evidence in verdict.evidence] == [
        "structure", "runs", "examples", "determinism", "scale", "prompt", "agreement", "solver", "answers",
        "diversity", "wrong_solutions",
    ]  # fmt: skip
    assert heard[6] == "largest: gate 7 of 11, agreement"
    assert verdict.candidate.levels == tuple(range(8))
    assert set(verdict.candidate.references) == {"sorting", "scanning", "compiled"}
    oracles = verdict.candidate.references[:2]
    assert "compiled" in oracles, "the two most preferred oracles are of different languages"
    agreement = measured(verdict, "agreement")
    assert (agreement["instances"], agreement["disagreements"]) == (48, 0)
    assert agreement["trusted_error_rate_bound_95"] == pytest.approx(0.0605, abs=1e-4)
    wrong = measured(verdict, "wrong_solutions")
    assert sorted(wrong["caught"]) == ["first", "least"]
    assert wrong["do_not_compile"] == ["broken"]
    assert all(evidence.cpu_seconds >= 0 for evidence in verdict.evidence)


def test_a_sound_draft_with_several_right_answers_passes(sandbox: Sandbox) -> None:
    verdict = check(CHECKED, sandbox)
    assert verdict.passed, verdict.failed_gate
    assert "least" in verdict.candidate.references, "its answers differ from the others' and are right"
    assert measured(verdict, "answers")["junk_accepted"] == 0


def test_the_same_draft_gives_the_same_evidence(sandbox: Sandbox) -> None:
    one, two = (check(SOUND, sandbox) for _ in range(2))
    untimed = [[e.model_copy(update={"cpu_seconds": 0.0}) for e in verdict.evidence] for verdict in (one, two)]
    assert untimed[0] == untimed[1]
    assert one.candidate == two.candidate


YES_OR_NO = AnswerSpec(kind="boolean", instruction="yes or no.")
# `compiled` starts from 0 and is wrong where all numbers are negative.
DISAGREEING = generating("[-rng.randint(1, 9999) for _ in range(n)]")
# The oracles see the first 20 numbers only: the question and its answer part ways on the larger levels.
TRUNCATING = GENERATOR[: GENERATOR.index("\ndef to_stdin")] + (
    "\ndef to_stdin(data):\n    a = data['a'][:20]\n    return f\"{len(a)}\\n{' '.join(map(str, a))}\\n\"\n"
)
FAULTS: list[tuple[Draft, str, str]] = [
    # structure
    (programs(generator="def generate(scale, rng:"), "structure", "the generator is not Python: line 1"),
    (programs(solver="answer = 1"), "structure", "the solver does not define the function 'solve'"),
    (programs(solver="def solve(): ..."), "structure", "'solve' cannot be called with 1 positional arguments"),
    (programs(solver=None), "structure", "there is no solver"),
    (programs(verifier=VERIFIER), "structure", "a verifier goes with answers of kind 'checked', not 'integer'"),
    (programs(CHECKED, verifier=None), "structure", "there is no verifier"),
    (programs(CHECKED, verifier=VERIFIER + "    eval('1')\n"), "structure", "the verifier uses 'eval'"),
    (programs(CHECKED, verifier="import builtins\n" + VERIFIER), "structure", "the verifier uses 'builtins'"),
    (programs(question="{% set b = a %}{{ b }}"), "structure", "Assign is not allowed"),
    (programs(question=f"For each test  case: {QUESTION}"), "structure", "the question speaks of 'test case'"),
    (spec(levels=SPEC.levels[:3]), "structure", "the ladder has 3 of at least 4 levels"),
    (spec(levels=(*SPEC.levels, {"n": 41})), "structure", "level 8 sets n to 41, outside 4 to 40"),
    (
        spec(answer=AnswerSpec(kind="number", instruction="about.", tolerance=Tolerance(absolute=1e6))),
        "structure",
        "the tolerance (1e+06 absolute, 0 relative) is above 0.01",
    ),
    # runs, examples
    (
        programs(references=references(ACCEPTED[0], solution("twin", SORTING))),
        "runs",
        "twin: the same program as sorting: no second opinion",
    ),
    (programs(references=references(ACCEPTED[0], CRASHING)), "runs", "crashing: example 1: error"),
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
    (generating("list(range(1, n + 1))"), "determinism", "3 seeds give one instance at the top level"),
    (generating("[1 // (n - n)]"), "determinism", "the generator failed at level 0"),
    (generating("[rng.randint(1, 99) for _ in range(n - 1)]"), "scale", "n = 4 was requested, len(a) is 3"),
    (spec(fields={"a": "numbers", "k": "one more"}), "scale", "the data lacks the specified field 'k'"),
    (programs(generator=GENERATOR.replace("{", "{'k': 1, ", 1)), "scale", "a field 'k' that is not specified"),
    # prompt
    (programs(question="Which is the largest of {{ a[0] }} and others?"), "prompt", "field 'a' does not show"),
    (programs(question="Which is the largest of {{ b }}?"), "prompt", "'b' is undefined"),
    (programs(question="Well. " * 2000 + QUESTION), "prompt", "0 of at least 4 levels have questions within 2048"),
    # agreement, solver
    (programs(DISAGREEING, references=references(*ACCEPTED[1:])), "agreement", "no majority stands"),
    (programs(CHECKED, verifier=verifying("answer == data['a'][0]")), "agreement", "no majority stands"),
    (programs(CHECKED, verifier=verifying("answer == data['b']")), "agreement", "the verifier gave no verdict on"),
    (programs(solver="def solve(question):\n    return 0\n"), "solver", "the solver agrees in 0 of 24 runs"),
    (programs(solver="def solve(question):\n    return 1 // 0\n"), "solver", "the solver agrees in 0 of 16 runs"),
    (programs(generator=TRUNCATING), "solver", "the solver agrees in"),
    # answers
    (
        generating("[rng.randint(1, 12) for _ in range(n)]", CHECKED),
        "diversity",
        "one answer has a share of",
    ),
    (programs(CHECKED, verifier=verifying("True")), "answers", "the verifier accepts 24 of 24 near misses"),
    (programs(CHECKED, verifier=verifying("answer in data['a'] or answer is None")), "answers", "accepts None"),
    (programs(CHECKED, verifier=verifying("answer + 0 in data['a']")), "answers", "gave no verdict on null"),
    # diversity, wrong solutions
    (generating("[9999] + [rng.randint(1, 9999) for _ in range(n - 1)]"), "diversity", "a share of 100%"),
    (generating("[rng.randint(50, 60)] * n"), "diversity", "of 40 instances are distinct, 25 needed"),
    (
        problem(generating("sorted((rng.randint(1, 9999) for _ in range(n)), reverse=True)"), solutions=WRONG[:1]),
        "wrong_solutions",
        "0 of 1 wrong solutions caught by 320 instances; missed: first",
    ),
]


@pytest.mark.parametrize(("draft", "gate", "reason"), FAULTS, ids=[f"{gate}-{reason}" for _, gate, reason in FAULTS])
def test_a_planted_fault_is_found(sandbox: Sandbox, draft: Draft, gate: str, reason: str) -> None:
    verdict = check(draft, sandbox)
    failed = verdict.failed_gate
    assert failed is not None
    assert (failed.gate, reason in failed.reason) == (gate, True), failed
    assert verdict.evidence[-1] is failed, "the first failure ends the validation"
    assert 0 < len(failed.advice) <= 3000
    if gate not in ("structure", "runs", "examples"):
        assert failed.measured["replay"], "a failure on instances says which"


def test_levels_are_cut_where_they_are_too_long_or_too_dull(sandbox: Sandbox) -> None:
    dull_below_7 = generating("[9999 if n < 7 else 1] + [rng.randint(1, 9999) for _ in range(n - 1)]")
    verdict = check(dull_below_7, sandbox, max_prompt_tokens=160)
    assert verdict.passed, verdict.failed_gate
    kept = [SPEC.levels[level]["n"] for level in verdict.candidate.levels]
    assert kept == [8, 11, 15, 21]
    assert [e.gate for e in verdict.evidence if "cut" in e.reason] == ["prompt", "diversity"]


def test_a_reference_that_is_outvoted_or_fails_is_dropped_and_named(sandbox: Sandbox) -> None:
    capped = solution("capped", "n = int(input())\nprint(min(9000, max(map(int, input().split()))))\n")
    small = solution("small", "n = int(input())\nassert n < 30\nprint(max(map(int, input().split())))\n")
    verdict = check(programs(references=references(*ACCEPTED, capped, small)), sandbox)
    assert verdict.passed, verdict.failed_gate
    dropped = measured(verdict, "agreement")["dropped"]
    assert sorted(dropped) == ["capped", "small"]
    assert dropped["capped"].startswith('answers 9000 at level 7, scale {"n": 40}, seed 0, the majority 9')
    assert dropped["small"].startswith("error: AssertionError at level 7")


def test_a_batch_problem_passes(sandbox: Sandbox) -> None:
    each = "for case in range(1, int(input()) + 1):\n    n = int(input())\n    a = map(int, input().split())\n"
    solutions = references(
        solution("largest", each + "    print(f'Case #{case}: {max(a)}')\n"),
        solution("last", each + "    print(f'Case #{case}: {sorted(a)[-1]}')\n"),
    )
    draft = problem(
        programs(generator=GENERATOR.replace('f"{len', 'f"1\\n{len'), references=solutions),
        batch="code_jam",
        examples=(Example(input="2\n2\n5 6\n1\n3\n", output="Case #1: 6\nCase #2: 3\n"),),
        solutions=(),
    )
    verdict = check(spec(draft, batch="code_jam"), sandbox)
    assert verdict.passed, verdict.failed_gate
    assert measured(verdict, "examples")["readable_examples"] == 0, "an output of two cases is no single answer"
    assert verdict.evidence[-1].reason == "no wrong solutions are known"


def test_a_solver_that_never_ends_is_not_run_at_every_level(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scaler.environment.programs.SOLVER_LIMITS", Limits(cpu=0.2, wall=30))
    failed = check(programs(solver="def solve(question):\n    while True: pass\n"), sandbox).failed_gate
    assert failed is not None
    assert failed.reason == "the solver ended in time in 0 of 16 runs"
    assert failed.cpu_seconds < 8 * 0.2, "only the four runs at the lowest level were tried"


class Failing:
    """A sandbox whose runs fail through no fault of the program."""

    def run(self, program: object, stdins: list[str], **_: object) -> list[Result]:
        return [Result("sandbox_error", stderr="the jail is gone")] * len(stdins)


def test_a_failure_of_the_sandbox_is_no_verdict_on_the_draft() -> None:
    failing: Any = Failing()
    with pytest.raises(SandboxFailure, match="the sandbox failed during validation: the jail is gone"):
        validate(SOUND, failing, load_thresholds())
