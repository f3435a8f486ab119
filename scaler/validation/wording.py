"""Does a text say what a rule says? By its words: no model is asked, and the same texts give the same verdict.

A rule counts as said where a sentence or a few neighbouring ones hold most of its words, and all of those that turn a
rule into another one when they change: numbers, negations, bounds, superlatives, sides (`wording.yaml`). Each of these
must also stand close to a word that it has beside it in the rule: elsewhere it says something else.
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
_PLACED: dict[str, str] = {word: line.split()[0] for line in _LISTS["placed"] for word in line.split()}
_EMPTY = frozenset(_LISTS["empty"].split())
_WORD = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+(?:'[a-z]+)?")
_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_NUMBERED = re.compile(r"\b(?:numbered|numbers|labell?ed|counted)\s+(?:from\s+)?([01])\b", re.IGNORECASE)
_TAG = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BRANCH = re.compile(r"(\{%-?\s*(?:if|elif|else|endif)\b.*?%\})", re.DOTALL)
_SHOWN = re.compile(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
REACH = 4
"""How many words away, besides the empty ones, a telling word's neighbour may stand."""

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
        beside = _beside(rule)
        for window, near, more in windows:
            missing = (wanted - window) | {
                word for word, others in beside.items() if not others & near.get(word, set())
            }
            held = 1 - sum(1 / often[word] for word in missing) / weight if weight else 1.0
            if held >= least + more and not _telling(missing):
                break
            nearest = min(nearest, missing, key=lambda some: len(some) + len(_telling(some)))
        else:
            found[rule] = sorted(nearest)
    return found


def numbered_otherwise(rules: Sequence[str], text: str) -> str | None:
    """The words with which `text` numbers things from another start than the rules do."""
    starts = {match[1] for rule in rules for match in _NUMBERED.finditer(rule)}
    return next((match[0] for match in _NUMBERED.finditer(text) if starts and match[1] not in starts), None)


def readings(template: str) -> list[str]:
    """The template as it reads where every `if` holds, and where none does; once where both are the same."""
    return list(dict.fromkeys(_read(template, holds=holds) for holds in (True, False)))


def _read(template: str, *, holds: bool) -> str:
    kept: list[str] = []
    shown: list[bool] = []
    for piece in _BRANCH.split(template):
        if not _BRANCH.match(piece):
            kept += [piece] if all(shown) else []
            continue
        match piece.strip("{%-} \n").split()[0]:
            case "if":
                shown.append(holds)
            case "elif":
                shown[-1] = False
            case "else":
                shown[-1] = not holds
            case _:
                shown.pop()
    return "".join(kept)


def sentences(text: str) -> list[str]:
    """A template's sentences, tags left out."""
    return [part for part in _SENTENCE.split(_TAG.sub(" ", text)) if part.strip()]


def _windows(text: str) -> Iterator[tuple[frozenset[str], dict[str, set[str]], float]]:
    """(words, what stands near each of them, how much larger the share must be) of one to three sentences."""
    words = [sequence(sentence) for sentence in sentences(text)]
    for size, more in enumerate(SPREAD, start=1):
        for start in range(max(len(words) - size + 1, 1)):
            part = words[start : start + size]
            near: dict[str, set[str]] = {}
            for sentence in map(_near, part):
                for word, others in sentence.items():
                    near.setdefault(word, set()).update(others)
            yield frozenset().union(*part), near, more


def _beside(rule: str) -> dict[str, set[str]]:
    """Each telling word of a rule -> the words beside it: two on either side of a number, and at the rule's ends."""
    words = sequence(rule)
    beside: dict[str, set[str]] = {}
    for at, word in enumerate(words):
        if is_telling(word):
            radius = 2 if word[0].isdigit() or at in (0, len(words) - 1) else 1
            beside.setdefault(word, set()).update(words[max(at - radius, 0) : at], words[at + 1 : at + radius + 1])
    return {word: others for word, others in beside.items() if others}


def _near(words: Sequence[str]) -> dict[str, set[str]]:
    """Each word of a sentence -> those that stand at most REACH words from it."""
    near: dict[str, set[str]] = {}
    for at, word in enumerate(words):
        near.setdefault(word, set()).update(words[max(at - REACH, 0) : at], words[at + 1 : at + REACH + 1])
    return near


def _words(text: str) -> frozenset[str]:
    return frozenset(sequence(text))


def sequence(text: str, *, placed: bool = False) -> list[str]:
    """A text's words in order: stems, without the empty ones. `placed` keeps those apart that tell by their place."""
    plain = _SHOWN.sub(lambda shown: f" {shown[1]} ", text).lower().replace("\u2019", "'").replace("n't", " not")
    kept = [word for word in _WORD.findall(plain) if word not in _EMPTY]
    return [_PLACED[word] if placed and word in _PLACED else _stem(word) for word in kept]


def is_telling(word: str, *, placed: bool = False) -> bool:
    """Whether a word of a `sequence` turns a rule into another one; with `placed`, also by its place."""
    return word in _TELLING or word[0].isdigit() or (placed and word in _PLACED)


def _telling(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if is_telling(word))


def _stem(word: str) -> str:
    """A word without its ending, so that forms of one word meet; telling words become their line's first."""
    if word in _TELLING:
        return _TELLING[word]
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) >= len(end) + 3), "")
    stem = word.removesuffix(ending)
    return stem.rstrip("eiy") if len(stem) > 3 else stem
