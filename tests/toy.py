"""A toy family of problems with sound completions: `max`, `min`, ... of a list. Shared by several rooms' tests."""

from __future__ import annotations

import json

from scaler.problems import Example, Problem, Solution

OPERATIONS = {"max": "largest", "min": "smallest", "sum": "sum"}

SPECIFICATION = {
    "usable": True,
    "title": "A list",
    "answer": {"kind": "integer", "instruction": "one integer."},
    "fields": {"a": "the numbers"},
    "scale": {"n": {"min": 3, "max": 12, "measure": "len(a)", "meaning": "how many numbers"}},
}
GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(0, 999) for _ in range(scale["n"])]}


def to_stdin(data):
    return " ".join(map(str, data["a"])) + "\\n"
"""


def problem(operation: str) -> Problem:
    """The problem `<operation>-of-list`, solved in two ways, and wrongly once."""
    loop = {"max": "b if b > x else x", "min": "b if b < x else x", "sum": "x + b"}[operation]
    return Problem(
        id=f"{operation}-of-list",
        title=f"{operation} of a list",
        statement=f"Print the {OPERATIONS[operation]} of the numbers.",
        input_format="One line: the numbers a.",
        output_format="One integer.",
        constraints="1 to 100 numbers from 0 to 999",
        examples=(Example(input="3 5 4\n", output={"max": "5\n", "min": "3\n", "sum": "12\n"}[operation]),),
        solutions=(
            _solution("builtin", "accepted", f"print({operation}(map(int, input().split())))\n"),
            _solution(
                "loop",
                "accepted",
                f"x, *rest = map(int, input().split())\nfor b in rest:\n    x = {loop}\nprint(x)\n",
            ),
            _solution("forgets", "wrong", f"print({operation}(list(map(int, input().split()))[1:]))\n"),
        ),
        source="tests",
        licence="CC0-1.0",
        attribution="nobody",
    )


def completion(operation: str, step: str) -> str:
    """A sound completion of a step for a problem."""
    question = f"Numbers: {{{{ a | join(' ') }}}}\nWhat is their {OPERATIONS[operation]}?"
    solver = (
        "import re\n\n\ndef solve(question):\n"
        f"    return {operation}(map(int, re.search(r'Numbers: ([0-9 ]+)', question)[1].split()))\n"
    )
    language, text = {
        "analysis": ("json", json.dumps(SPECIFICATION)),
        "generator": ("python", GENERATOR),
        "question": ("jinja", question),
        "solver": ("python", solver),
    }[step]
    return f"Here it is.\n\n```{language}\n{text}\n```\n"


def _solution(name: str, verdict: str, code: str) -> Solution:
    return Solution.model_validate(
        {"name": name, "language": "python", "verdict": verdict, "code": code, "author": name}
    )
