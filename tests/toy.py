"""A toy family of problems with sound completions, shared by several rooms' tests.

`max`, `min` and `sum` of the products of a list's neighbours: no guess of one step gives them.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
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
TASKS = {
    "max": "Take the pair that gives most: how much is the largest of them all?",
    "min": "Of what comes out in the whole row, name the smallest one.",
    "sum": "Add up everything that the entire row makes and write down this sum.",
}
"""Words of their own: what says nearly the same as another problem is not taken."""
RULE = "A product is formed of each two neighbours."
QUICK = {"random_scales": 10, "draws_per_level": 25, "seeds_per_level": 2, "solver_seeds": 3, "solver_upper_seeds": 1}
"""Thresholds that make a toy's validation take a second; its faults show as well."""

SPECIFICATION = {
    "usable": True,
    "title": "A list",
    "answer": {"kind": "integer", "instruction": "one integer."},
    "fields": {"a": "the numbers"},
    "rules": [RULE],
    "scale": {"n": {"min": 3, "max": 12, "measure": "len(a)", "meaning": "how many numbers"}},
}
GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(1, 999) for _ in range(scale["n"])]}


def to_stdin(data):
    return " ".join(map(str, data["a"])) + "\\n"
"""


def truth(operation: str, numbers: list[int]) -> int:
    """What a problem asks for."""
    combine: Callable[[list[int]], int] = {"max": max, "min": min, "sum": sum}[operation]
    return combine([x * y for x, y in itertools.pairwise(numbers)])


def problem(operation: str) -> Problem:
    """The problem `<operation>-of-list`, solved in two ways, and wrongly once."""
    loop = {"max": "max(best, x * y)", "min": "min(best, x * y)", "sum": "best + x * y"}[operation]
    products = "a = list(map(int, input().split()))\nproducts = [x * y for x, y in zip(a, a[1:])]\n"
    return Problem(
        id=f"{operation}-of-list",
        title=f"{operation} of a list",
        statement=f"{RULE} {TASKS[operation]}",
        input_format="One line: the numbers a.",
        output_format="One integer.",
        constraints="3 to 100 numbers from 1 to 999",
        examples=(Example(input="3 5 4\n", output=f"{truth(operation, [3, 5, 4])}\n"),),
        solutions=(
            _solution("builtin", "accepted", f"{products}print({operation}(products))\n"),
            _solution(
                "loop",
                "accepted",
                "x, y, *rest = map(int, input().split())\nbest = x * y\n"
                f"for z in rest:\n    x, y = y, z\n    best = {loop}\nprint(best)\n",
            ),
            _solution("forgets", "wrong", f"{products}print({operation}(products[1:]))\n"),
        ),
        source="tests",
        licence="CC0-1.0",
        attribution="nobody",
    )


def completion(operation: str, step: str) -> str:
    """A sound completion of a step for a problem."""
    question = f"Numbers: {{{{ a | join(' ') }}}}\n{RULE} {TASKS[operation]}"
    solver = (
        "import re\n\n\ndef solve(question):\n"
        "    a = list(map(int, re.search(r'Numbers: ([0-9 ]+)', question)[1].split()))\n"
        f"    return {operation}(x * y for x, y in zip(a, a[1:]))\n"
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
        thresholds=load_thresholds(None).model_copy(update=QUICK),
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
