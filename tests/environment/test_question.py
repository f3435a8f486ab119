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
        ("{{ loop }}", "line 1: 'loop' cannot be shown"),
        (
            "{% for b in a %}{{ loop.cycle }}{% endfor %}",
            "line 1: loop.cycle is not one of index, index0, first, last, length",
        ),
        ("{{ a | join('x') | join('y') }}", "line 1: join takes a field or an item of one, nothing else"),
        ("{{ a | join('01234567890123456') }}", "line 1: a filter takes nothing but a short constant in its brackets"),
        ("{% if a %}" * 120 + "{% endif %}" * 120, "line 209: too many levels of indentation (<template>, line 209)"),
        ("{{ a | json | json }}", "line 1: json takes a field or an item of one, nothing else"),
        ("{{ a | join(a | join) }}", "line 1: a filter takes nothing but a short constant in its brackets"),
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


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ missing }}", "the question cannot be rendered: 'missing' is undefined"),
        ("{{ a.__class__ }}", "the question cannot be rendered: 'list object' has no attribute '__class__'"),
        ("{{ a.count }}", "the question cannot be rendered: 'list object' has no attribute 'count'"),
        ("{{ o.items }}", "the question cannot be rendered: 'dict object' has no attribute 'items'"),
        ("{{ a + 1 }}", 'the question cannot be rendered: can only concatenate list (not "int") to list'),
        (
            "{% for x in a %}{% for y in a %}0123456789{% endfor %}{% endfor %}",
            "the question is longer than 200000 characters",
        ),
    ],
)
def test_what_the_data_does_not_hold_is_no_question(template: str, reason: str) -> None:
    with pytest.raises(TemplateRefused) as error:
        render_question(template, {"a": list(range(200)), "o": {"k": 1}}, ANSWER)
    assert error.value.message == reason


def test_data_that_no_prompt_could_show_is_refused() -> None:
    with pytest.raises(TemplateRefused, match=r"^the data holds more than 20000 numbers and characters$"):
        render_question("{{ n }}", {"n": 1, "a": [[0] * 200 for _ in range(100)]}, ANSWER)


def test_items_of_the_data_are_shown_whatever_their_name() -> None:
    assert render_question("{{ o.items }} {{ o['k'] }} {{ a[1] }}", {"o": {"items": 3, "k": 4}, "a": [5, 6]}, ANSWER)[
        :5
    ] == ("3 4 6")
