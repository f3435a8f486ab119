from __future__ import annotations

import json

import pytest

from scaler.environment import AnswerSpec
from scaler.problems import Example, Problem
from scaler.synthesis.parts import Flaw, answer_form, check_part, fenced, problem_text, read_repair, read_specification

SPECIFICATION = {
    "usable": True,
    "title": "Sum",
    "answer": {"kind": "integer", "instruction": "one integer."},
    "fields": {"a": "numbers"},
    "scale": {"n": {"min": 3, "max": 9, "measure": "len(a)", "meaning": "how many"}},
}


def test_the_last_block_of_the_language_counts() -> None:
    text = "First:\n```python\nold = 1\n```\nBetter:\n```python\nnew = 2\n```\n```json\n{}\n```"
    assert fenced("generator", text) == "new = 2\n"


def test_json_may_come_without_a_fence() -> None:
    assert fenced("specification", ' {"usable": true}') == '{"usable": true}\n'


@pytest.mark.parametrize(
    ("part", "text", "stage", "reason"),
    [
        (
            "generator",
            "no code",
            "draft",
            "generator: the completion has no fenced block marked `python` (found: none)",
        ),
        (
            "specification",
            "```\n{}\n```",
            "analysis",
            "specification: the completion has no fenced block marked `json` (found: unmarked)",
        ),
    ],
)
def test_a_completion_without_its_block_is_a_flaw(part: str, text: str, stage: str, reason: str) -> None:
    with pytest.raises(Flaw) as flaw:
        fenced(part, text)  # type: ignore[arg-type]
    assert (flaw.value.stage, flaw.value.reason) == (stage, reason)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"answer": None}, "the specification lacks answer, rules"),
        ({"extra": 1}, "the specification is malformed: extra: Extra inputs are not permitted"),
        (
            {"answer": {"kind": "array", "instruction": "x"}},
            "the specification is malformed: answer: Value error, `items` goes with arrays, and only with them",
        ),
    ],
)
def test_a_malformed_specification_names_the_field(change: dict[str, object], reason: str) -> None:
    with pytest.raises(Flaw) as flaw:
        read_specification(json.dumps(SPECIFICATION | change))
    assert flaw.value.reason == reason


def test_an_unusable_problem_needs_no_more_than_its_reason() -> None:
    assert read_specification('{"usable": false, "why_not": "interactive"}').why_not == "interactive"


def test_parts_that_cannot_be_read_are_flaws() -> None:
    for part, text, reason in [
        ("generator", "def f(:", "generator: no Python: line 1: invalid syntax"),
        ("question", "{{ f() }}", "question: line 1: Call is not allowed in a question"),
        ("specification", "{,}", "the specification is no JSON: Expecting property name enclosed in double quotes"),
    ]:
        with pytest.raises(Flaw) as flaw:
            check_part(part, text)  # type: ignore[arg-type]
        assert flaw.value.reason.startswith(reason)


def test_a_repair_replaces_the_parts_under_their_names() -> None:
    text = "The generator: one too few.\n\n**generator:**\n```python\nx = 1\n```\n\nquestion:\n\n```jinja\nQ\n```\n"
    assert read_repair(text) == {"generator": "x = 1\n", "question": "Q\n"}
    assert read_repair("All parts are right.\n\nsolver:\n") == {"solver": None}
    assert read_repair("I see nothing wrong.") == {}
    for title in ("`question:`", "### Question", "1. **question**:", "QUESTION:"):
        assert read_repair(f"Mended.\n\n{title}\n\n```jinja\nQuestion: {{{{ a }}}}\n```\n") == {
            "question": "Question: {{ a }}\n"
        }
    assert read_repair("generator:\r\n```python\r\n# solver: none\r\n```\r\n") == {"generator": "# solver: none\r\n"}


def test_prompts_show_the_problem_and_the_answer_form() -> None:
    problem = Problem(
        id="sum",
        title="Sum",
        statement="Add up.",
        input_format="a",
        output_format="b",
        constraints="c",
        examples=(Example(input="1 2\n", output="3\n"),),
        solutions=(),
        source="s",
        licence="l",
        attribution="a",
    )
    assert problem_text(problem) == (
        "<problem>\nTitle: Sum\n\nAdd up.\n\nInput\na\n\nOutput\nb\n\nLimits\nc\n\n"
        "Example 1, input:\n1 2\n\nExample 1, output:\n3\n</problem>"
    )
    table = AnswerSpec(kind="array", items="integer", rows=True, instruction="x")
    assert answer_form(table) == "a list of rows, each a list of integers"
