"""Cutting a question template into sentences, and telling by plain overlap of words which of them say a rule.

Independent of the gate's own measure on purpose: a test must not share the eyes of what it tests.
"""

from __future__ import annotations

import re

from scaler.environment import check_template
from scaler.errors import TemplateRefused

_BREAK = re.compile(r"(?<=[.!?:;])(?=\s)|(?<=\n)")
_WORD = re.compile(r"[a-z0-9]+")
_COMMON = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "is",
        "are",
        "be",
        "and",
        "or",
        "it",
        "its",
        "that",
        "this",
        "for",
        "with",
        "by",
        "as",
        "from",
        "has",
        "have",
    ]
)


def words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - _COMMON


def sentences(template: str) -> list[str]:
    """The template in pieces that give it back when joined."""
    return _BREAK.split(template)


def overlaps(rule: str, pieces: list[str]) -> list[float]:
    """Which share of the rule's words each piece holds."""
    wanted = words(rule)
    return [len(wanted & words(piece)) / max(len(wanted), 1) for piece in pieces]


def saying(rule: str, pieces: list[str]) -> list[int]:
    """The piece that says a rule best, and all others with half of its words; none where no piece has a third."""
    shares = overlaps(rule, pieces)
    best = max(shares, default=0.0)
    if best < 1 / 3:
        return []
    return [i for i, share in enumerate(shares) if share == best or share >= 0.5]


def allowed(template: str) -> bool:
    try:
        check_template(template)
    except TemplateRefused:
        return False
    return True
