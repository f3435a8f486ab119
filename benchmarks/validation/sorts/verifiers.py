"""Faults of what judges an answer: verifiers that take or refuse too much, and wrong answer specifications."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from benchmarks.validation.subject import Planter, Sort, Subject, with_answer, with_programs
from scaler.validation import Draft

_LIST = "isinstance(answer, list) and answer and all(type(x) is int for x in answer)"
_BODIES = {
    "accepts all": {
        "everything": "return True",
        "every list": "return isinstance(answer, list)",
        "everything of the right form": f"return bool({_LIST})",
    },
    "accepts other orders": {
        "any": "return _clean(data, answer) or (isinstance(answer, list) and all(type(x) is int for x in answer) and "
        "any(_clean(data, list(p)) for p in itertools.islice(itertools.permutations(answer), 24)))",
        "reversed": "return _clean(data, answer) or (isinstance(answer, list) and _clean(data, answer[::-1]))",
        "two neighbours swapped": f"return _clean(data, answer) or bool({_LIST} and any(_clean(data, answer[:i] + "
        "[answer[i + 1], answer[i]] + answer[i + 2:]) for i in range(len(answer) - 1)))",
    },
    "accepts a prefix": {
        "the last item may lack": f"return _clean(data, answer) or bool({_LIST} and "
        "any(_clean(data, answer + [x]) for x in range(60)))",
        "more may follow": f"return bool({_LIST} and any(_clean(data, answer[:k]) for k in range(len(answer) + 1)))",
    },
    "tolerance too wide": {
        "an item off by one": f"return _clean(data, answer) or bool({_LIST} and any(_clean(data, answer[:i] + "
        "[answer[i] + d] + answer[i + 1:]) for i in range(len(answer)) for d in (-1, 1)))",
    },
    "fails on odd forms": {
        "len of anything": "len(answer)\n    return _clean(data, answer)",
        "numbers alone": "[x + 0 for x in answer] if isinstance(answer, list) else 0\n    return _clean(data, answer)",
        "negative numbers": "if isinstance(answer, list) and any(type(x) is int and x < 0 for x in answer):\n"
        "        raise ValueError(answer)\n    return _clean(data, answer)",
    },
    "refuses some right answers": {
        "one in ten": "return _clean(data, answer) and sum(map(ord, json.dumps(answer))) % 10 > 0",
        "that begin high": f"return _clean(data, answer) and not ({_LIST} and answer[0] == max(answer))",
    },
}  # fmt: skip


def _judging(name: str) -> Planter:
    def plant(subject: Subject) -> Iterator[tuple[str, Draft]]:
        code = subject.draft.programs.verifier
        for variant, body in _BODIES[name].items() if code is not None else ():
            wrapper = f"\n\nimport itertools, json\n_clean = verify\n\n\ndef verify(data, answer):\n    {body}\n"
            yield variant, with_programs(subject.draft, verifier=f"{code}{wrapper}")

    return plant


def _checks_less(subject: Subject) -> Iterator[tuple[str, Draft]]:
    """One check of the verifier after the other is left out: an `if ...: return False`, or what it returns last."""
    code = subject.draft.programs.verifier
    if code is None:
        return
    checks = [i for i, node in enumerate(ast.walk(ast.parse(code))) if _is_check(node)]
    for index in checks:
        tree = ast.parse(code)
        node = list(ast.walk(tree))[index]
        if isinstance(node, ast.If):
            node.test = ast.Constant(False)
        elif isinstance(node, ast.Return):
            node.value = ast.Constant(True)
        yield f"line {node.lineno}", with_programs(subject.draft, verifier=ast.unparse(ast.fix_missing_locations(tree)))


def _is_check(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return any(isinstance(n, ast.Return) and _is_false(n.value) for n in node.body)
    return isinstance(node, ast.Return) and not _is_false(node.value)


def _is_false(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _spec(*changes: tuple[str, dict[str, object]]) -> Planter:
    """A planter of changed answer specifications, wherever they are possible and differ."""

    def plant(subject: Subject) -> Iterator[tuple[str, Draft]]:
        for variant, change in changes:
            draft = with_answer(subject.draft, **change)
            if draft is not None and draft != subject.draft:
                yield variant, draft

    return plant


def _flags(subject: Subject) -> Iterator[tuple[str, Draft]]:
    answer = subject.draft.spec.answer
    for flag in ("counted", "rows", "any_order"):
        draft = with_answer(subject.draft, **{flag: not getattr(answer, flag)})
        if draft is not None:
            yield flag, draft


def _other_kind(subject: Subject) -> Iterator[tuple[str, Draft]]:
    answer = subject.draft.spec.answer
    if answer.kind == "checked":
        return
    plain: dict[str, object] = {"items": None, "rows": False, "counted": False, "tolerance": None, "words": None}
    for kind in ("integer", "number", "string", "boolean"):
        if kind != answer.kind and (draft := with_answer(subject.draft, kind=kind, **plain)) is not None:
            yield f"{answer.kind} -> {kind}", draft


def _swapped_words(subject: Subject) -> Iterator[tuple[str, Draft]]:
    words = subject.draft.spec.answer.words
    if words and (draft := with_answer(subject.draft, words={w: not v for w, v in words.items()})) is not None:
        yield "", draft


def _formless(subject: Subject) -> Iterator[tuple[str, Draft]]:
    if subject.draft.spec.answer.shape in ("array", "boolean"):
        yield from _spec(("", {"instruction": "what was asked for."}))(subject)


SORTS = [
    *(Sort("verifier", name, _judging(name), "verdicts") for name in _BODIES),
    Sort("verifier", "a check left out", _checks_less, "verdicts"),
    Sort("verifier", "flags flipped", _flags, "order"),
    Sort("verifier", "another kind", _other_kind, "scores"),
    Sort(
        "verifier", "tolerance too wide",
        _spec(
            ("0.5", {"tolerance": {"absolute": 0.5, "relative": 0.0}}),
            ("0.009 relative", {"tolerance": {"absolute": 0.0, "relative": 0.009}}),
            ("0.001", {"tolerance": {"absolute": 0.001, "relative": 0.001}}),
        ),
        "never",
    ),
    Sort("verifier", "yes and no exchanged", _swapped_words, "never"),
    Sort("verifier", "instruction without the form", _formless, "never"),
]  # fmt: skip
