"""A toy family of problems with sound completions: `max`, `min`, ... of a list. Shared by several rooms' tests."""

from __future__ import annotations

import json
from pathlib import Path

from scaler.llm import Ledger, LLMConfig, PromptLibrary, open_llm
from scaler.problems import Example, Problem, Solution
from scaler.registry import Registry
from scaler.resources import shipped
from scaler.sandbox import Sandbox
from scaler.synthesis import SynthesisConfig, Workshop, synthesize_batch
from scaler.validation import load_thresholds

STEPS = ("analysis", "generator", "question", "solver")
OPERATIONS = {"max": "largest", "min": "smallest", "sum": "sum"}

SPECIFICATION = {
    "usable": True,
    "title": "A list",
    "answer": {"kind": "integer", "instruction": "one integer."},
    "fields": {"a": "the numbers"},
    "rules": ["The answer is computed from the numbers."],
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


def workshop(tmp_path: Path, sandbox: Sandbox, *, repairs: int = 1) -> Workshop:
    llm = LLMConfig(mode="files", model="toy", recording=tmp_path / "recording", files=tmp_path / "files")
    config = SynthesisConfig(llm=llm, registry=tmp_path / "registry", work=tmp_path / "work", repairs=repairs)
    ledger = Ledger(llm, tmp_path / "ledger.jsonl")
    return Workshop(
        config=config,
        llm=open_llm(llm, ledger),
        ledger=ledger,
        prompts=PromptLibrary(shipped("prompts")),
        sandbox=sandbox,
        registry=Registry(config.registry),
        thresholds=load_thresholds(None),
    )


def answer(tmp_path: Path, operation: str, *steps: str, **instead: str) -> None:
    """Write completion files for a problem; `instead` replaces a step's completion."""
    folder = tmp_path / "files" / f"{operation}-of-list"
    folder.mkdir(parents=True, exist_ok=True)
    for number, step in enumerate(steps, 1):
        text = instead[step] if step in instead else completion(operation, step)
        (folder / f"{number:02d}-{step}.md").write_text(text)


def registry(tmp_path: Path, sandbox: Sandbox, *operations: str) -> Registry:
    """A registry with a candidate for each operation, made by the real synthesis."""
    for operation in operations:
        answer(tmp_path, operation, *STEPS)
    result = synthesize_batch([problem(operation) for operation in operations], workshop(tmp_path, sandbox))
    assert all(outcome.passed for outcome in result.outcomes)
    return Registry(tmp_path / "registry")


def _solution(name: str, verdict: str, code: str) -> Solution:
    return Solution.model_validate(
        {"name": name, "language": "python", "verdict": verdict, "code": code, "author": name}
    )
