"""Programs cut into code, strings, characters and comments, as far as a repair of single words needs it.

Not a compiler's front end: nothing is expanded, and a program that is not well-formed is cut somehow, never refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from scaler.problems.record import Language

Kind = Literal["code", "string", "character", "comment"]

# Every opening quote matches, closed or not, and nothing is tried twice: the cost of a hostile program is its length.
_CPP = re.compile(
    r"(?P<comment>//(?:\\\r?\n|[^\n])*+|/\*.*?(?:\*/|\Z))"
    r'|(?P<string>R"(?P<mark>[^()\s\\"]{0,16})\((?:.*?\)(?P=mark)"|.*\Z)|"(?:\\.|[^"\\\n])*+"?)'
    r"|(?P<character>(?<![0-9a-fA-F])'(?:\\.|[^'\\\n]){1,12}+')",  # not the separator of 1'000
    re.DOTALL,
)
_PYTHON = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<string>'''(?:\\.|[^\\])*?(?:'''|\\?\Z)|\"\"\"(?:\\.|[^\\])*?(?:\"\"\"|\\?\Z)"
    r"|\"(?:\\.|[^\"\\\n])*+\"?|'(?:\\.|[^'\\\n])*+'?)",
    re.DOTALL,
)
_LEXERS: dict[Language, re.Pattern[str]] = {"cpp": _CPP, "python": _PYTHON}


def pieces(language: Language, program: str) -> Iterator[tuple[Kind, str]]:
    """The program in pieces that add up to it."""
    end = 0
    for found in _LEXERS[language].finditer(program):
        if found.start() > end:
            yield "code", program[end : found.start()]
        kind: Kind = "comment" if found["comment"] else "string" if found["string"] else "character"
        yield kind, found[0]
        end = found.end()
    if end < len(program):
        yield "code", program[end:]


def bare(language: Language, program: str) -> str:
    """The program with comments and the insides of literals blanked: same length, same lines, same quotes."""
    return "".join(text if kind == "code" else _blank(kind, text) for kind, text in pieces(language, program))


def replace(language: Language, program: str, kind: Kind, change: Callable[[str], str]) -> str:
    """The program with every piece of one kind changed."""
    return "".join(change(text) if found == kind else text for found, text in pieces(language, program))


def _blank(kind: Kind, text: str) -> str:
    hidden = re.sub(r"[^\n]", " ", text)
    if kind == "comment" or len(text) == 1:
        return hidden if kind == "comment" else text
    last = text[-1] if text[-1] in "\"'" else hidden[-1]  # a string may end with its line
    return f"{text[0]}{hidden[1:-1]}{last}"
