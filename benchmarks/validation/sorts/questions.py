"""Faults of questions: each edits the text of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator

from benchmarks.validation.sorts.texts import allowed, overlaps, saying, sentences
from benchmarks.validation.subject import Planter, Sort, Subject, with_programs
from scaler.validation import Draft

RULES = 5
FLIPS = 4
AT_TIMES = 2
_OPPOSITES = [
    ("smallest", "largest"), ("least", "most"), ("lowest", "highest"), ("shortest", "longest"), ("fewest", "most"),
    ("smaller", "larger"), ("fewer", "more"), ("lighter", "heavier"), ("left", "right"), ("first", "last"),
    ("even", "odd"), ("clockwise", "counterclockwise"), ("ascending", "descending"), ("before", "after"),
    ("earlier", "later"), ("begins", "ends"), ("top", "bottom"), ("exactly", "roughly"),
]  # fmt: skip
_FLIP = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES if b not in ("roughly", "some", "most")}
_FLIP |= {"not": "", "no": "any", "cannot": "can", "only": "", "once": "twice", "never": "always"}
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)


def _edited(subject: Subject, template: str) -> Iterator[Draft]:
    if template != subject.draft.programs.question and template.strip() and allowed(template):
        yield with_programs(subject.draft, question=template)


def _unsaid(subject: Subject) -> Iterator[tuple[str, Draft]]:
    pieces = sentences(subject.draft.programs.question)
    rules = subject.draft.spec.rules
    planted = 0
    for rule in rules:
        gone = set(saying(rule, pieces))
        if overlaps(rule, [subject.draft.spec.answer.instruction])[0] >= 0.5:
            continue  # the sentence on the answer's form says it, too
        if planted < RULES and gone and len(gone) < len(pieces):
            for draft in _edited(subject, "".join(p for i, p in enumerate(pieces) if i not in gone)):
                planted += 1
                yield rule, draft


def _at_times(subject: Subject) -> Iterator[tuple[str, Draft]]:
    """A rule stands in a branch that about half of the instances do not take."""
    pieces = sentences(subject.draft.programs.question)
    planted = 0
    for rule in subject.draft.spec.rules:
        where = saying(rule, pieces)
        if planted < AT_TIMES and where and overlaps(rule, [subject.draft.spec.answer.instruction])[0] < 0.5:
            test = _half(subject)
            changed = [f"{{% if {test} %}}{p}{{% endif %}}" if i in where else p for i, p in enumerate(pieces)]
            for draft in _edited(subject, "".join(changed)):
                planted += 1
                yield rule, draft


def _half(subject: Subject) -> str:
    """A condition on the first field's value or length that holds for about half of the instances."""
    field = next(iter(subject.draft.spec.fields))
    values = [one[field] for some in subject.data.values() for one in some]
    sizes = sorted(len(value) if isinstance(value, list | str) else float(str(value)) for value in values)
    shown = f"{field} | length" if isinstance(values[0], list | str) else field
    return f"{shown} > {sizes[(len(sizes) - 1) // 2]}"


def _flipped(subject: Subject) -> Iterator[tuple[str, Draft]]:
    """A telling word of a rule becomes its opposite, wherever the rule is said."""
    pieces = sentences(subject.draft.programs.question)
    seen: set[str] = set()
    for rule in subject.draft.spec.rules:
        where = saying(rule, pieces)
        for word, other in _FLIP.items():
            if word in seen or len(seen) >= FLIPS or not re.search(rf"\b{word}\b", rule, re.IGNORECASE):
                continue
            changed = [_replace(p, word, other) if i in where else p for i, p in enumerate(pieces)]
            for draft in _edited(subject, "".join(changed)):
                seen.add(word)
                yield f"{word} -> {other or '(gone)'}: {rule}", draft


def _replace(piece: str, word: str, other: str) -> str:
    return "".join(
        part if _TAG.match(part) else re.sub(rf"\b{word}\b", other, part, flags=re.IGNORECASE)
        for part in _TAG.split(piece)
    )


def _hidden(subject: Subject) -> Iterator[tuple[str, Draft]]:
    for field in subject.draft.spec.fields:
        text = _drop_loops(field, subject.draft.programs.question)
        shown = re.compile(rf"\{{\{{[^}}]*\b{field}\b(?!\[0\] \| length|\s*\|\s*length)[^}}]*\}}\}}")
        for draft in _edited(subject, shown.sub("some", text)):
            yield field, draft


def _drop_loops(field: str, text: str) -> str:
    return re.sub(rf"\{{% for \w+ in {field} %\}}.*?\{{% endfor %\}}", "", text, flags=re.DOTALL)


def _each(condition: str) -> Planter:
    """A planter that shows only the items of a list for which a condition holds."""

    def plant(subject: Subject) -> Iterator[tuple[str, Draft]]:
        text = subject.draft.programs.question
        for field in subject.draft.spec.fields:
            test = condition.replace("@", field)
            joined = re.compile(rf"\{{\{{\s*{field}\s*\|\s*join\(([^)]*)\)\s*\}}\}}")
            some = joined.sub(
                lambda m, f=field, t=test: (
                    f"{{% for x in {f} %}}{{% if {t} %}}{{{{ x }}}}, {{% endif %}}{{% endfor %}}"
                ),
                text,
            )
            loop = re.compile(rf"(\{{% for (\w+) in {field} %\}})(.*?)(\{{% endfor %\}})", re.DOTALL)
            if some == text:
                some = loop.sub(lambda m, t=test: _wrap(m, t), text)
            for draft in _edited(subject, some):
                yield field, draft

    return plant


def _wrap(match: re.Match[str], test: str) -> str:
    test = re.sub(r"\bx\b", match[2], test)
    return f"{match[1]}{{% if {test} %}}{match[3]}{{% endif %}}{match[4]}"


def _renumbered(subject: Subject) -> Iterator[tuple[str, Draft]]:
    text = subject.draft.programs.question
    changed = re.sub(r"\b([Nn]umbers?|[Nn]umbered|from) 1 to \{\{ (.*?) \}\}", r"\1 0 to {{ \2 - 1 }}", text)
    for draft in _edited(subject, changed):
        yield "", draft


def _added(count: int, *texts: tuple[str, str]) -> Planter:
    """A planter that adds `count` of the texts, other ones in other environments."""

    def plant(subject: Subject) -> Iterator[tuple[str, Draft]]:
        start = sum(map(ord, subject.draft.name))
        for name, text in (texts[(start + i) % len(texts)] for i in range(count)):
            for draft in _edited(subject, f"{subject.draft.programs.question.rstrip()}\n\n{text}\n"):
                yield name, draft

    return plant


def _sample(subject: Subject) -> Iterator[tuple[str, Draft]]:
    shown = subject.draft.problem.examples[0]
    for name, (ask, reply) in {"sample": ("Sample Input", "Sample Output"), "example": ("Input:", "Output:")}.items():
        text = f"{ask}\n{shown.input}\n{reply}\n{shown.output}"
        for draft in _edited(subject, f"{subject.draft.programs.question.rstrip()}\n\n{text}\n"):
            yield name, draft


SORTS = [
    Sort("question", "a rule no longer said", _unsaid, "text"),
    Sort("question", "a rule said at times", _at_times, "text"),
    Sort("question", "a telling word flipped", _flipped, "text"),
    Sort("question", "a field not shown", _hidden, "text"),
    Sort("question", "a list shown without its end", _each("not loop.last"), "text"),
    Sort("question", "a list shown without repeats", _each("loop.first or x != @[loop.index0 - 1]"), "text"),
    Sort("question", "numbered from 0", _renumbered, "text"),
    Sort(
        "question", "an exponent flattened",
        _added(
            2,
            ("<=", "All numbers are <= 105."), ("at most", "Every number is at most 109."),
            ("between", "Every number lies between 1 and 1018."), ("modulo", "Give it modulo 109 + 7."),
        ),
        "never",
    ),
    Sort(
        "question", "talk of judges",
        _added(
            3,
            ("stdin", "Read the data from standard input."), ("print", "Print the answer on a single line."),
            ("first line", "The first line contains the size, the second line the data."),
            ("limits", "Time limit: 2 seconds."), ("program", "Write a function that computes it."),
            ("cases", "There are several test cases."),
        ),
        "never",
    ),
    Sort("question", "the statement's sample", _sample, "never"),
]  # fmt: skip
