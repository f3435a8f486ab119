"""Does a telling word stand where a rule has it?

A text may hold a rule's words, and the telling ones in a neighbouring sentence: "never" is said of another thing, and
where the rule says "never down" there stands "always down". So where a sentence has all of the words that stand around
a telling word in the rule, each on its side, the word must stand among them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scaler.validation.wording import is_telling, sentences, sequence

REACHES = (2, 3)
"""Words on either side of a telling word that make its surroundings; at a rule's end, more on the other side."""

AMONG = 2
"""How many words from the place the telling word may stand."""

ABOUT = 0.5
"""The share of the rule's other words that a sentence must have, to be about the same thing."""

Surroundings = tuple[Sequence[str], Sequence[str]]
"""(words before, words after)"""


def displaced(rules: Sequence[str], text: str) -> dict[str, list[str]]:
    """The rules whose surroundings `text` has without the telling word that they surround, each with these words.

    Surroundings that another rule has without the word tell nothing. `text` may be a template.
    """
    said = [sequence(rule, placed=True) for rule in rules]
    parts = [sequence(sentence, placed=True) for sentence in sentences(text)]
    found: dict[str, list[str]] = {}
    for rule, words in zip(rules, said, strict=True):
        about = set(words)
        near = [part for part in parts if len(about & set(part)) >= ABOUT * len(about)]
        others = [other for other in said if other is not words]
        lacking = {
            word
            for at, word in enumerate(words)
            if is_telling(word, placed=True)
            and any(_is_lost(word, _around(words, at, reach), near, parts, others) for reach in REACHES)
        }
        if lacking:
            found[rule] = sorted(lacking)
    return found


def _is_lost(
    word: str,
    around: Surroundings,
    near: Sequence[Sequence[str]],
    parts: Sequence[Sequence[str]],
    others: Sequence[Sequence[str]],
) -> bool:
    return (
        len(around[0]) + len(around[1]) > 1
        and any(_places(around, part) for part in near)
        and not any(word in place for part in parts for place in _places(around, part))
        and not any(word not in other and _places(around, other) for other in others)
    )


def _around(words: Sequence[str], at: int, reach: int) -> Surroundings:
    after = len(words) - 1 - at
    before = reach + max(0, reach - after)
    return words[max(at - before, 0) : at], words[at + 1 : at + 1 + reach + max(0, reach - at)]


def _places(around: Surroundings, part: Sequence[str]) -> list[Sequence[str]]:
    """What stands at each place of a sentence that has the surroundings, with or without a word between them."""
    before, after = Counter(around[0]), Counter(around[1])
    return [
        part[max(at - AMONG, 0) : at + AMONG + 1]
        for at in range(len(part) + 1)
        if before <= Counter(part[max(at - len(around[0]), 0) : at])
        and any(after <= Counter(part[start : start + len(around[1])]) for start in (at, at + 1))
    ]
