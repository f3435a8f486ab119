"""Faults of oracles: a reference that is wrong, fails, or prints too little, mostly on few inputs.

One reference is changed (or two): it counts as found when the gates drop and name it, or the draft fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.validation.subject import Planter, Sort, Subject, with_reference
from scaler.validation import Draft

_WRAPPER = """
import hashlib, io, random, re, sys

TEXT = sys.stdin.read()
sys.stdin = io.TextIOWrapper(io.BytesIO(TEXT.encode()))
real, sys.stdout = sys.stdout, io.TextIOWrapper(io.BytesIO())
try:
    exec(compile({code!r}, "program.py", "exec", dont_inherit=True), {{"__name__": "__main__"}})
except SystemExit:
    pass
sys.stdout.flush()
ANSWER = sys.stdout.buffer.getvalue().decode()
sys.stdout = real


def one_in(n):
    return int(hashlib.sha256(TEXT.encode()).hexdigest(), 16) % n == 0


def altered(answer):
    words = re.split(r"(\\s+)", answer.rstrip())
    last = words[-1]
    if last in ("YES", "NO"):
        last = {{"YES": "NO", "NO": "YES"}}[last]
    elif re.fullmatch(r"-?\\d+", last):
        last = str(int(last) + 1)
    elif re.fullmatch(r"-?\\d+\\.\\d+", last):
        last = str(float(last) + 0.01)
    else:
        last = last[:-1] + ("b" if last[-1:] == "a" else "a")
    return "".join([*words[:-1], last]) + "\\n"


def wrap(match):
    value = int(match[0])
    return str((value + 2 ** 31) % 2 ** 32 - 2 ** 31)


{body}
"""
_WRONG = "print(altered(ANSWER) if {when} else ANSWER, end='')"
_TIES = "any(len(set(line.split())) < len(line.split()) for line in TEXT.splitlines()) and one_in({})"


def _changed(*bodies: tuple[str, str]) -> Planter:
    """A planter of variants for the best Python reference: (name, what it does with TEXT and ANSWER)."""

    def plant(subject: Subject) -> Iterator[tuple[str, Draft]]:
        python = subject.python_oracles()
        if not python:
            return
        low, high = (subject.stdins[level] for level in (subject.levels[0], subject.levels[-1]))
        for variant, body in bodies:
            body = body.replace("@SMALL", str(max(map(len, low)))).replace("@LARGE", str(min(map(len, high))))
            code = _WRAPPER.format(code=python[0].code, body=body)
            yield variant, with_reference(subject.draft, python[0].name, code=code)

    return plant


def _narrow(subject: Subject) -> Iterator[tuple[str, Draft]]:
    for reference in subject.draft.programs.references:
        if reference.language == "cpp" and "long long" in reference.code:
            code = re.sub(r"\blong long\b", "int", reference.code)
            yield reference.name, with_reference(subject.draft, reference.name, code=code)


def _replaced(subject: Subject) -> Iterator[tuple[str, Draft]]:
    """One of the two best oracles is a solution that is known to be wrong."""
    for number, wrong in enumerate(subject.draft.problem.wrong):
        name = subject.oracles[number % 2]
        draft = with_reference(subject.draft, name, code=wrong.code, language=wrong.language)
        yield f"oracle {number % 2 + 1}: {wrong.name}", draft


def _outvoted(subject: Subject) -> Iterator[tuple[str, Draft]]:
    """All but one are the same wrong solution, told apart by a comment: the right one is outvoted."""
    for wrong in subject.draft.problem.wrong[:2]:
        comment = "//" if wrong.language == "cpp" else "#"
        draft = subject.draft
        for name in subject.oracles[:-1]:
            draft = with_reference(draft, name, code=f"{wrong.code}\n{comment} {name}\n", language=wrong.language)
        yield wrong.name, draft


SORTS = [
    Sort(
        "oracle", "rarely wrong",
        _changed(*((f"one in {n}", _WRONG.format(when=f"one_in({n})")) for n in (10, 30, 100))), "never",
    ),
    Sort("oracle", "wrong on ties", _changed(("one in 5 of them", _WRONG.format(when=_TIES.format(5)))), "answers"),
    Sort(
        "oracle", "wrong at one end",
        _changed(
            ("the smallest", _WRONG.format(when="len(TEXT) <= @SMALL and one_in(3)")),
            ("the largest", _WRONG.format(when="len(TEXT) >= @LARGE and one_in(3)")),
        ),
        "answers",
    ),
    Sort("oracle", "crashes rarely", _changed(("one in 40", "one_in(40) and 1 / 0\nprint(ANSWER, end='')")), "answers"),
    Sort(
        "oracle", "32 bits", _changed(("python", "print(re.sub(r'-?\\d+(?![.\\d])', wrap, ANSWER), end='')")), "answers"
    ),
    Sort("oracle", "32 bits", _narrow, "answers"),
    Sort(
        "oracle", "too few digits",
        _changed(("three", "print(f'{float(ANSWER):.3f}' if re.fullmatch(r'\\d+\\.\\d+\\s*', ANSWER) else ANSWER)")),
        "answers",
    ),
    Sort("oracle", "a known wrong solution", _replaced, "answers"),
    Sort("oracle", "all but one are wrong alike", _outvoted, "answers"),
]  # fmt: skip
