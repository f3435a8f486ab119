from __future__ import annotations

import pytest

from scaler.environment import AnswerSpec, check_template, render_question
from scaler.errors import TemplateRefused

ANSWER = AnswerSpec(kind="integer", instruction="one integer, the sum.")


def test_a_question_shows_the_data_and_says_how_to_answer() -> None:
    template = "{{ n }} roads:\n{% for a, b in roads %}\n{{ loop.index }}: {{ a }}-{{ b }}\n{% endfor %}"
    assert render_question(template, {"n": 2, "roads": [[1, 2], [2, 3]]}, ANSWER) == (
        "2 roads:\n1: 1-2\n2: 2-3\n\nWrite your final answer inside \\boxed{}: one integer, the sum."
    )


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ a() }}", "line 1: Call is not allowed in a question"),
        ("x\n{{ a * 9 }}", "line 2: Mul is not allowed in a question"),
        ("{{ a.__class__ }}", "line 1: attribute '__class__' is not allowed in a question"),
        ("{% set b = 1 %}", "line 1: Assign is not allowed in a question"),
        ("{{ a | safe }}", "line 1: filter 'safe' is not one of first, join, json, last, length, lower, upper"),
        ("{% include 'x' %}", "line 1: Include is not allowed in a question"),
        (
            "{% for a in a %}{% for b in a %}{% for c in b %}{% endfor %}{% endfor %}{% endfor %}",
            "line 1: more than 2 nested loops",
        ),
        ("{% for a in %}", "line 1: Expected an expression, got 'end of statement block'"),
    ],
)
def test_anything_but_showing_data_is_refused(template: str, reason: str) -> None:
    with pytest.raises(TemplateRefused) as error:
        check_template(template)
    assert error.value.message == reason


def test_a_field_that_the_data_lacks_is_named() -> None:
    with pytest.raises(TemplateRefused) as error:
        render_question("{{ missing }}", {"n": 1}, ANSWER)
    assert error.value.message == "the question cannot be rendered: 'missing' is undefined"
