from __future__ import annotations

import pytest

from scaler.validation.places import displaced
from scaler.validation.wording import unsaid

LEADS = "Each move leads up by one or two stairs, never down."
STARTS = "On the first day he begins beside any bench at no cost."


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (LEADS, LEADS),
        (LEADS, "A move never leads down. Each move leads up by one or two stairs."),
        (LEADS, "It is not always easy, but each move leads up by one or two stairs, not down."),
        (STARTS, "On the first day he starts beside any bench at no cost."),
        (STARTS, "Free of charge is the bench of the first day, whichever he takes."),
        ("It never stops.", "It always stops."),  # a single word around it tells nothing
    ],
)
def test_a_telling_word_may_stand_anywhere_but_away_from_its_surroundings(rule: str, text: str) -> None:
    assert displaced([rule], text) == {}


@pytest.mark.parametrize(
    ("rule", "text", "lacking"),
    [
        (LEADS, "Each move leads up by one or two stairs, always down. It never leads down.", ["not"]),
        (STARTS, "On the first day he ends beside any bench at no cost. Each day begins at a bench.", ["begin"]),
        (STARTS, "On the last day he begins beside any bench at no cost. The first day is free.", ["first"]),
    ],
)
def test_a_word_that_another_sentence_has_is_missed_at_its_place(rule: str, text: str, lacking: list[str]) -> None:
    assert displaced([rule], text) == {rule: lacking}


def test_the_words_of_a_flipped_rule_stand_elsewhere_so_that_counting_them_is_not_enough() -> None:
    flipped = "Each move leads up by one or two stairs, always down. It never leads down."
    assert unsaid([LEADS], flipped, 0.6) == {}
    assert displaced([LEADS], flipped) == {LEADS: ["not"]}


def test_surroundings_that_another_rule_has_without_the_word_tell_nothing() -> None:
    rules = [
        "If the card at place i is not larger than its neighbour, it stays.",
        "If the card at place i is larger than its neighbour, it goes.",
    ]
    text = "If the card at place i is larger than its neighbour, it goes, and else it stays."
    assert list(displaced(rules[:1], text)) == rules[:1]
    assert displaced(rules, text) == {}
