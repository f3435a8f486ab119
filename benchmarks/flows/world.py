"""Any number of problems, and a model that knows their completions.

A problem asks for the largest, smallest or summed product of a list's neighbours, plus a number of its own, in words
of its own. One in `every` becomes an environment; of the others the model says that they are of no use, which is where
most problems of a large source end, too.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scaler.problems import Example, Problem, Solution

MODEL = "scripted"
NAME = re.compile(r"Tale (\d{5,})\b")
"""What tells a problem's number in any prompt that quotes its statement or its question."""

QUICK = {"random_scales": 10, "draws_per_level": 25, "seeds_per_level": 2, "solver_seeds": 3, "solver_upper_seeds": 1}
"""Thresholds with which a validation takes a second."""

_RULE = "A product is formed of each two neighbours."
_ASKED = {
    "max": "Take the pair that gives most: the largest product counts.",
    "min": "Of what comes out in the whole row, the smallest product counts.",
    "sum": "Add up everything that the entire row makes: the sum of all products counts.",
}
_LOOPS = {"max": "max(best, x * y)", "min": "min(best, x * y)", "sum": "best + x * y"}
_MARKS = {"turn programming": "analysis", "Your generators": "generator", "puzzle texts": "question", "brute": "solver"}
_SYLLABLES = [a + b for a in "bdfgklmnprstv" for b in ("a", "e", "i", "o", "u")]
_GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(1, 999) for _ in range(scale["n"])]}


def to_stdin(data):
    return " ".join(map(str, data["a"])) + "\\n"
"""


def problem(number: int) -> Problem:
    """The problem of this number, from 0; the same number gives the same problem."""
    operation = _operation(number)
    products = "a = list(map(int, input().split()))\nproducts = [x * y for x, y in zip(a, a[1:])]\n"
    loop = (
        "x, y, *rest = map(int, input().split())\nbest = x * y\n"
        f"for z in rest:\n    x, y = y, z\n    best = {_LOOPS[operation]}\nprint(best + {number})\n"
    )
    first = {"max": 20, "min": 15, "sum": 35}[operation] + number
    return Problem(
        id=f"tale-{number:05d}",
        title=f"Tale {number:05d}",
        statement=f"{_tale(number)} {_RULE} {_ASKED[operation]} {_added(number)}",
        input_format="One line: the numbers a.",
        output_format="One integer.",
        constraints="3 to 100 numbers from 1 to 999",
        examples=(Example(input="3 5 4\n", output=f"{first}\n"),),
        solutions=(
            _solution("builtin", "accepted", f"{products}print({operation}(products) + {number})\n"),
            _solution("loop", "accepted", loop),
            _solution("forgets", "wrong", f"{products}print({operation}(products[1:]) + {number})\n"),
        ),
        source="benchmark",
        licence="CC0-1.0",
        attribution="nobody",
    )


def write_problems(path: Path, numbers: range) -> None:
    """Write problems as JSONL, one at a time."""
    with path.open("w") as file:
        file.writelines(problem(number).model_dump_json() + "\n" for number in numbers)


def write_thresholds(path: Path) -> None:
    path.write_text("".join(f"{name}: {value}\n" for name, value in QUICK.items()))


def asked(messages: list[dict[str, Any]]) -> tuple[int, str]:
    """A prompt's problem and step. Raises StopIteration for one that is no prompt of this world."""
    step = next(step for mark, step in _MARKS.items() if mark in messages[0]["content"])
    found = next(match for message in messages if (match := NAME.search(message["content"])))
    return int(found[1]), step


def completion(number: int, step: str, every: int) -> str:
    """A sound completion; that the problem is of no use, where `number` is no multiple of `every`."""
    operation = _operation(number)
    if step == "analysis" and number % every:
        return _fenced(
            "json", json.dumps({"usable": False, "why_not": "its answer is nothing that can be written down"})
        )
    rules = [_RULE, _ASKED[operation], _added(number)]
    question = f"Numbers: {{{{ a | join(' ') }}}}\n{_tale(number)} {' '.join(rules)}"
    solver = (
        "import re\n\n\ndef solve(question):\n"
        "    a = list(map(int, re.search(r'Numbers: ([0-9 ]+)', question)[1].split()))\n"
        f"    return {operation}(x * y for x, y in zip(a, a[1:])) + {number}\n"
    )
    language, text = {
        "analysis": ("json", json.dumps(_specification(rules))),
        "generator": ("python", _GENERATOR),
        "question": ("jinja", question),
        "solver": ("python", solver),
    }[step]
    return _fenced(language, text)


def _specification(rules: list[str]) -> dict[str, Any]:
    return {
        "usable": True,
        "title": "A list",
        "answer": {"kind": "integer", "instruction": "one integer."},
        "fields": {"a": "the numbers"},
        "rules": rules,
        "scale": {"n": {"min": 3, "max": 12, "measure": "len(a)", "meaning": "how many numbers"}},
    }


def _operation(number: int) -> str:
    return ("max", "min", "sum")[number % 3]


def _added(number: int) -> str:
    return f"At the end, {number} is added to it."


def _tale(number: int) -> str:
    """Forty words that no other problem has: near-duplicates would be set aside."""
    chance = random.Random(number)
    return f"Tale {number:05d}: {' '.join(_words(chance, 40))}."


def _words(chance: random.Random, count: int) -> Iterator[str]:
    for _ in range(count):
        yield "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))


def _fenced(language: str, text: str) -> str:
    return f"Here it is.\n\n```{language}\n{text}\n```\n"


def _solution(name: str, verdict: str, code: str) -> Solution:
    return Solution.model_validate(
        {"name": name, "language": "python", "verdict": verdict, "code": code, "author": name}
    )
