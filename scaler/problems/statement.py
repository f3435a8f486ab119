"""From a statement in one piece to its sections: what CodeContests, APPS, TACO and the SCALER pool share.

Headings are lines of their own, bare (`Input`), ruled (`-----Input-----`), or as Markdown (`## Input`). Notes that
follow the examples explain them and are dropped; a note before them belongs to the statement. Flattened exponents are
repaired, but not in the examples.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scaler.problems.exponents import unflatten
from scaler.problems.reading import Fault, Location
from scaler.problems.record import Example

_HEADING = re.compile(
    r"^(?P<rule>[ \t]*+(?:-{2,}+|={2,}+|#{1,5}+|\*\*)?[ \t]*+)"
    r"(?P<name>problem(?: (?:statement|description))?|statement|description|constraints?|interaction"
    r"|(?:the )?(?:input|output)(?: (?:format|specification|description|data))?"
    r"|(?:sample|example) (?:input|output)s?|(?:input|output) (?:sample|example)s?"
    r"|(?:sample|example)s?(?: tests?(?: cases?)?)?|notes?|explanations?|hints?)"
    r"(?P<number>[ \t]*+#?\d{0,2})[ \t]*+:?[ \t]*+(?:-{2,}+|={2,}+|#{1,5}+|\*\*)?[ \t]*+$",
    re.IGNORECASE | re.MULTILINE,
)
_IMAGE = re.compile(r"<image\b|<img\b|!\[[^\]\n]{0,200}\]\(|\[image\]|\\includegraphics", re.IGNORECASE)
_CHECKER_TALK = re.compile(r"\b(?:Namely|Formally)[:,][^\n<]{0,300}\bjury\b[^\n<]{0,300}<image>\.?")
_INTERACTIVE = re.compile(r"\binteractive (?:problem|task)\b|\bthis (?:problem|task) is interactive\b", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """The sections of a statement, stripped, the examples that it shows, and notes on what was repaired."""

    text: str
    input_format: str
    output_format: str
    constraints: str
    examples: tuple[Example, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls, *, text: str, input_format: str, output_format: str, constraints: str, examples: tuple[Example, ...]
    ) -> Statement:
        """From sections that are apart already; their exponents are repaired."""
        parts, readings = unflatten([p.strip() for p in (text, input_format, output_format, constraints)])
        notes = [f"flattened exponents repaired: {', '.join(readings)}"] if readings else []
        if not examples:
            notes.append("no examples could be read off the raw text")
        text, input_format, output_format, constraints = parts
        return cls(text, input_format, output_format, constraints, examples, tuple(notes))

    def fields(self) -> dict[str, Any]:
        """These sections under their names in `Problem`; the notes are the caller's to place."""
        return {
            "statement": self.text,
            "input_format": self.input_format,
            "output_format": self.output_format,
            "constraints": self.constraints,
            "examples": self.examples,
        }


def split(text: str, known: tuple[Example, ...] = ()) -> Statement:
    """The sections of a whole text; what stands under no heading is the statement.

    Examples that the source gives apart (`known`) are taken in place of those that the text shows.
    """
    sections: defaultdict[str, str] = defaultdict(str)
    shown: list[tuple[str, str]] = []
    in_examples = False
    for kind, body in _bodies(text):
        if kind == "examples":
            in_examples = True
        elif kind.startswith("sample "):
            in_examples = True
            shown.append((kind.removeprefix("sample "), body.strip("\n \t")))
        elif kind == "constraints" or not in_examples:
            sections["statement" if kind == "note" else kind] += body
        else:
            shown.append((kind, body.strip("\n \t")))
    examples = tuple(
        Example(input=f"{given}\n", output=f"{wanted}\n")
        for (first, given), (second, wanted) in pairwise(shown)
        if (first, second) == ("input", "output") and given and wanted
    )
    return Statement.of(
        text=sections["statement"],
        input_format=sections["input"],
        output_format=sections["output"],
        constraints=sections["constraints"],
        examples=known or examples,
    )


def without_checker_talk(text: str) -> str:
    """The text without the formula by which the checker compares reals: many statements have no other image."""
    return _CHECKER_TALK.sub("", text)


def check_readable(text: str, location: Location) -> None:
    """Fault when a statement is empty, needs an image, or describes a dialogue with the judge."""
    if not text.strip():
        raise Fault("the statement is empty", location)
    if image := _IMAGE.search(text):
        raise Fault(f"the statement needs an image ({image[0]!r})", location)
    if _INTERACTIVE.search(text) or any(kind == "interaction" for kind, _ in _bodies(text)):
        raise Fault("the problem is interactive: no program that reads stdin once can solve it", location)


def _bodies(text: str) -> list[tuple[str, str]]:
    """Every section with its kind, in order. A bare word in lower case is content, not a heading."""
    headings = [h for h in _HEADING.finditer(text) if h["rule"].strip() or h["name"] != h["name"].lower()]
    starts = [h.start() for h in headings] + [len(text)]
    bodies = [("statement", text[: starts[0]])]
    bodies += [(_kind(h["name"]), text[h.end() : end]) for h, end in zip(headings, starts[1:], strict=True)]
    return bodies


def _kind(name: str) -> str:
    words = set(name.lower().replace("examples", "example").replace("samples", "sample").split())
    sample = "sample " if words & {"sample", "example"} else ""
    for section in ("input", "output"):
        if words & {section, f"{section}s"}:
            return sample + section
    if sample:
        return "examples"
    if words & {"note", "notes", "explanation", "explanations", "hint", "hints"}:
        return "note"
    if words & {"constraint", "constraints"}:
        return "constraints"
    return "interaction" if "interaction" in words else "statement"
