"""A sound draft of a small problem, one whose answers are judged, and ways to change a part of either."""

from __future__ import annotations

from typing import Any

from scaler.environment import AnswerSpec, EnvironmentSpec, Programs, Reference, ScaleParameter
from scaler.problems import Example, Problem, Solution
from scaler.sandbox import Sandbox
from scaler.validation import Draft, Verdict, build_ladder, load_thresholds, validate

QUICK = {
    "random_scales": 8,
    "draws_per_level": 12,
    "seeds_per_level": 2,
    "solver_levels": 2,
    "solver_seeds": 2,
    "solver_upper_seeds": 1,
}
"""Fewer instances than the shipped thresholds ask for: the planted faults show on them all the same."""

SLICING = "n = int(input())\na = list(map(int, input().split()))\nprint(max(map(sum, zip(a, a[1:]))))\n"
SCANNING = """
n = int(input())
a = list(map(int, input().split()))
best = a[0] + a[1]
for i in range(n - 1):
    if a[i] + a[i + 1] > best:
        best = a[i] + a[i + 1]
print(best)
"""
COMPILED = """
#include <algorithm>
#include <iostream>
int main() {
    int n, best = 0, last, number;
    for (std::cin >> n >> last; std::cin >> number; last = number) best = std::max(best, last + number);
    std::cout << best << "\\n";
}
"""
FIRST = "n = int(input())\na = list(map(int, input().split()))\nprint(a[0] + a[1])\n"
LEAST = SLICING.replace("max", "min")

GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(1, 9999) for _ in range(scale["n"])]}

def to_stdin(data):
    return f"{len(data['a'])}\\n{' '.join(map(str, data['a']))}\\n"
"""
QUESTION = (
    "Two numbers that stand next to each other in a list are neighbours.\n\n"
    "List: {{ a | join(', ') }}\n\nWhat is the largest sum of two neighbours?\n"
)
READING = (
    "import re\n\ndef read(question):\n    return [int(x) for x in re.search('List: (.*)', question)[1].split(', ')]\n"
)
SOLVER = READING + "\ndef solve(question):\n    a = read(question)\n    return max(x + y for x, y in zip(a, a[1:]))\n"
RULES = ("Neighbours are two numbers that stand next to each other.", "The largest sum of two neighbours is asked for.")


def solution(name: str, code: str, *, language: Any = "python", verdict: Any = "accepted") -> Solution:
    return Solution(name=name, language=language, verdict=verdict, code=code, author=name)


def references(*solutions: Solution) -> tuple[Reference, ...]:
    return tuple(Reference(name=s.name, language=s.language, code=s.code, author=s.author) for s in solutions)


ACCEPTED = (
    solution("slicing", SLICING),
    solution("scanning", SCANNING),
    solution("compiled", COMPILED, language="cpp"),
)
WRONG = (
    solution("first", FIRST, verdict="wrong"),
    solution("least", LEAST, verdict="wrong"),
    solution("broken", "int main() { return 0 }", language="cpp", verdict="wrong"),
)
PROBLEM = Problem(
    id="neighbours",
    title="Neighbours",
    statement="Find the largest sum of two neighbours among n numbers.",
    examples=(Example(input="3\n1 3 2\n", output="5\n"), Example(input="2\n7 1\n", output="8\n")),
    solutions=(*ACCEPTED, *WRONG),
    source="toy",
    licence="Apache-2.0",
    attribution="nobody",
)
SCALE = {"n": ScaleParameter(min=4, max=40, measure="len(a)", meaning="how many numbers")}
SPEC = EnvironmentSpec(
    title="Neighbours",
    answer=AnswerSpec(kind="integer", instruction="the sum."),
    scale=SCALE,
    fields={"a": "the numbers"},
    rules=RULES,
    levels=build_ladder(SCALE, 5),
)
PROGRAMS = Programs(generator=GENERATOR, question=QUESTION, solver=SOLVER, references=references(*ACCEPTED))
SOUND = Draft(problem=PROBLEM, spec=SPEC, programs=PROGRAMS)

PAIRING = "n = int(input())\na = list(map(int, input().split()))\nprint(*max(zip(a, a[1:]), key=sum))\n"
BACKWARDS = "n = int(input())\na = list(map(int, input().split()))\nprint(*max(zip(a[::-1], a[-2::-1]), key=sum))\n"
PAIRED = COMPILED.replace("best = 0,", "best = 0, one = 0, two = 0,").replace(
    "best = std::max(best, last + number);",
    "if (last + number > best) best = last + number, one = last, two = number;",
).replace("std::cout << best", 'std::cout << one << " " << two')  # fmt: skip
VERIFIER = """
def verify(data, answer):
    a = data["a"]
    if not (isinstance(answer, list) and len(answer) == 2 and all(type(x) is int for x in answer)):
        return False
    pairs = [sorted(pair) for pair in zip(a, a[1:])]
    return sorted(answer) in pairs and sum(answer) == max(map(sum, pairs))
"""
CHECKING = (
    READING
    + """
def solve(question):
    a = read(question)
    return list(max(zip(a, a[1:]), key=sum))

def check(question, answer):
    a = read(question)
    best = max(x + y for x, y in zip(a, a[1:]))
    if type(answer) is not list or len(answer) != 2:
        return False
    return any(answer in ([x, y], [y, x]) and x + y == best for x, y in zip(a, a[1:]))
"""
)
JUDGED = (
    solution("pairing", PAIRING),
    solution("backwards", BACKWARDS),
    solution("paired", PAIRED, language="cpp"),
)
CHECKED = Draft(
    problem=PROBLEM.model_copy(
        update={
            "statement": "Find two neighbours with the largest sum, in any order.",
            "examples": (Example(input="3\n1 3 2\n", output="3 2\n"),),
            "solutions": (*JUDGED, solution("zero", "print(0, 0)", verdict="wrong")),
        }
    ),
    spec=SPEC.model_copy(
        update={
            "answer": AnswerSpec(
                kind="checked",
                form="array",
                items="integer",
                any_order=True,
                instruction="the two neighbours, in any order, as a list such as [3, 8].",
            )
        }
    ),
    programs=PROGRAMS.model_copy(
        update={
            "question": QUESTION.replace("What is the largest sum of two neighbours?", "Which have the largest sum?"),
            "verifier": VERIFIER,
            "solver": CHECKING,
            "references": references(*JUDGED),
        }
    ),
)
"""Either neighbour may come first: two of the references print them the one way, one the other."""


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


def check(draft: Draft, sandbox: Sandbox, *, thresholds: dict[str, Any] | None = None, **how: Any) -> Verdict:
    """The verdict under the quick thresholds, `thresholds` changing some of them."""
    return validate(draft, sandbox, load_thresholds().model_copy(update=QUICK | (thresholds or {})), **how)


def measured(verdict: Verdict, gate: str) -> dict[str, Any]:
    return dict(next(evidence.measured for evidence in verdict.evidence if evidence.gate == gate))
