from __future__ import annotations

import pytest

from scaler.validation.wording import readings, sentences, unsaid

LEAST = 0.6
RULE = "Each robot moves exactly 3 cells clockwise."


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (RULE, "A robot may stand. Each robot moves exactly three cells clockwise."),
        (RULE, "Robots: every one is moving exactly 3 cells, clockwise!"),
        (RULE, "Exactly 3 cells clockwise are moved."),
        (RULE, "Each robot moves on.\nIt goes clockwise, exactly 3 cells in a row."),
        (RULE, "Each robot moves.\nClockwise it takes exactly 3 cells."),
        (RULE, "{% for r in robots %}Robot {{ r }} moves exactly 3 cells clockwise.{% endfor %}"),
        ("The answer is the minimal cost.", "Find the smallest cost."),
        ("The answer is the minimal cost.", "What does the cheapest way cost?"),
        ("A road can't be used twice.", "A road cannot be used two times."),
        ("A road isn\u2019t used twice.", "Roads are not used 2 times."),
        ("The list has size n.", "{{ n }} is the size."),
        ("It is given.", "Anything."),
    ],
)
def test_a_rule_is_said_in_other_words_or_in_neighbouring_sentences(rule: str, text: str) -> None:
    assert unsaid([rule], text, LEAST) == {}


@pytest.mark.parametrize(
    ("rule", "text", "lacking"),
    [
        (RULE, "Each robot moves exactly 3 cells counterclockwise.", ["clockwise"]),
        (RULE, "Each robot moves exactly 4 cells clockwise.", ["3"]),
        (RULE, "Each robot moves 3 cells clockwise.", ["exactly"]),
        ("It costs 12 coins.", "It costs 21 coins.", ["12"]),
        ("No road is used twice.", "A road is used twice.", ["not"]),
        ("Choose the leftmost gap.", "Choose the rightmost gap.", ["left"]),
        ("Sort them in ascending order.", "Sort them in descending order.", ["ascending"]),
        ("The largest one wins.", "The one that wins is small.", ["largest"]),
        ("Robots never collide on a bridge.", "A tree grows.", ["bridg", "collid", "not", "robot"]),
        ("Robots never collide on a bridge.", "", ["bridg", "collid", "not", "robot"]),
        ("Robots stop.", "{# Robots stop. #}", ["robot", "stop"]),
    ],
)
def test_a_telling_word_that_is_missing_or_changed_is_named(rule: str, text: str, lacking: list[str]) -> None:
    assert unsaid([rule], text, LEAST) == {rule: lacking}


def test_words_scattered_over_a_text_say_no_rule() -> None:
    scattered = "Robots are red.\nWe saw a tree.\nCells are moved.\nA bird sang.\nGo clockwise.\nNo, 3 is exactly pi."
    assert unsaid([RULE], scattered, LEAST) == {RULE: ["cell", "clockwise", "mov", "robot"]}


def test_neighbouring_sentences_must_hold_more_of_the_rule_than_one() -> None:
    rule = "Red robots carry heavy boxes uphill."  # six words
    assert unsaid([rule], "Red robots carry heavy things.", LEAST) == {}
    apart = "Red robots carry things. Heavy loads."
    assert unsaid([rule], apart, LEAST) == {rule: ["box", "uphill"]}
    assert unsaid([rule], f"{apart[:-1]} go uphill.", LEAST) == {}


def test_a_word_of_many_rules_counts_less_than_one_of_its_own() -> None:
    first, second = "A robot carries boxes.", "A robot paints boxes."
    assert unsaid([first], "Robots and boxes.", LEAST) == {}
    assert unsaid([first, second], "Robots and boxes. A robot paints.", LEAST) == {first: ["carr"]}


def test_only_what_is_not_said_is_listed_in_the_rules_order() -> None:
    rules = ["Cats sleep.", "Dogs bark.", "Birds sing."]
    assert list(unsaid(rules, "Dogs bark.", LEAST)) == ["Cats sleep.", "Birds sing."]


def test_a_template_falls_into_sentences_without_its_tags() -> None:
    found = sentences("{% if a %}One. Two: three\n\n{{ a }}; four{# not. this #}")
    assert [part.strip() for part in found] == ["One.", "Two:", "three", "{{ a }};", "four"]


@pytest.mark.parametrize(
    ("template", "holding", "without"),
    [
        ("a {% if x %}b{% endif %} c", "a b c", "a  c"),
        ("a {% if x %}b{% else %}c{% endif %}", "a b", "a c"),
        ("{%- if x == 1 -%}b{% elif x %}c{% else %}d{% endif %}", "b", "d"),
        ("{% if x %}a{% if y %}b{% else %}c{% endif %}d{% endif %}e", "abde", "e"),
        (
            "{% for x in a %}{% if x %}b{% endif %}{% endfor %}",
            "{% for x in a %}b{% endfor %}",
            "{% for x in a %}{% endfor %}",
        ),
    ],
)
def test_a_template_is_read_with_every_branch_taken_and_with_none(template: str, holding: str, without: str) -> None:
    assert readings(template) == [holding, without]


def test_a_template_without_branches_is_read_once() -> None:
    assert readings("a {% for x in a %}{{ x }}{% endfor %}") == ["a {% for x in a %}{{ x }}{% endfor %}"]
    assert readings("a{% if x %}{% endif %}") == ["a"]
