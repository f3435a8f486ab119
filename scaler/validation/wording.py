"""Does a text say what a rule says? By its words: no model is asked, and the same texts give the same verdict.

A rule counts as said where a sentence or a few neighbouring ones hold most of its words, and all of those that turn a
rule into another one when they change: numbers, negations, bounds, superlatives, sides (`wording.yaml`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

SPREAD = (0.0, 0.1, 0.2)
"""How much larger the share must be where the words are taken from one, two or three neighbouring sentences."""

_LISTS = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text())
_TELLING: dict[str, str] = {word: line.split()[0] for line in _LISTS["telling"] for word in line.split()}
_EMPTY = frozenset(_LISTS["empty"].split())
_WORD = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+(?:'[a-z]+)?")
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SHOWN = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
_ENDINGS = ("ings", "ing", "ies", "ied", "ed", "es", "s", "ly")


def unsaid(rules: Sequence[str], text: str, least: float) -> dict[str, list[str]]:
    """The rules that `text` does not say, each with the words that it lacks where it comes nearest.

    It says a rule where one sentence holds at least the share `least` of the rule's words, in (0, 1], and all of its
    telling ones; neighbouring sentences must hold more together. A word counts the less, the more rules have it. `text`
    may be a template: its tags are passed over, of `{{ ... }}` the names count.
    """
    words = [_words(rule) for rule in rules]
    often = Counter(word for each in words for word in each)
    windows = list(_windows(text))
    found = {}
    for rule, wanted in zip(rules, words, strict=True):
        weight = sum(1 / often[word] for word in wanted)
        nearest = wanted
        for window, more in windows:
            missing = wanted - window
            held = 1 - sum(1 / often[word] for word in missing) / weight if weight else 1.0
            if held >= least + more and not _telling(missing):
                break
            nearest = min(nearest, missing, key=lambda some: len(some) + len(_telling(some)))
        else:
            found[rule] = sorted(nearest)
    return found


def sentences(text: str) -> list[str]:
    """A template's sentences, tags left out."""
    return [part for part in _SENTENCE.split(_TAG.sub(" ", text)) if part.strip()]


def _windows(text: str) -> Iterator[tuple[frozenset[str], float]]:
    words = [_words(sentence) for sentence in sentences(text)]
    for size, more in enumerate(SPREAD, start=1):
        for start in range(max(len(words) - size + 1, 1)):
            yield frozenset().union(*words[start : start + size]), more


def _words(text: str) -> frozenset[str]:
    plain = _SHOWN.sub(lambda shown: f" {shown[1]} ", text).lower().replace("\u2019", "'").replace("n't", " not")
    return frozenset(_stem(word) for word in _WORD.findall(plain) if word not in _EMPTY)


def _telling(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word in _TELLING or word[0].isdigit())


def _stem(word: str) -> str:
    """A word without its ending, so that forms of one word meet; telling words become their line's first."""
    if word in _TELLING:
        return _TELLING[word]
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) >= len(end) + 3), "")
    stem = word.removesuffix(ending)
    return stem.rstrip("eiy") if len(stem) > 3 else stem
