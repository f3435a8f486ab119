"""Question templates: a small, total part of Jinja, rendered on the host.

A template comes from a model, so it may do no more than show data: variables and their items, `for`, `if`,
comparisons, and filters from a short list. No calls, no arithmetic but `+` and `-`, no assignments, no imports, no
attributes of Python objects: what is left ends in time bounded by the data, reaches nothing else, and gives the same
bytes everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import JsonValue

from scaler.environment.spec import AnswerSpec
from scaler.errors import TemplateRefused

FILTERS = ("first", "join", "json", "last", "length", "lower", "upper")
LOOP = ("index", "index0", "first", "last", "length")
MAX_NESTED_LOOPS = 2
MAX_CHARACTERS = 200_000
MAX_VALUES = 20_000
MAX_SEPARATOR = 16

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.For,
    nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Add, nodes.Sub,
    nodes.Neg, nodes.CondExpr, nodes.Tuple,
)  # fmt: skip


class _DataOnly(ImmutableSandboxedEnvironment):
    """Attributes are items of the data (`edge.a` is `edge["a"]`) or one of a loop's counters, and nothing else."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        try:
            return obj[argument]
        except (LookupError, TypeError):
            return self.undefined(obj=obj, name=argument)


# Not optimised: constant expressions would be computed while a template is only being checked.
_jinja = _DataOnly(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, optimized=False)
_jinja.filters = {name: _jinja.filters[name] for name in FILTERS if name != "json"} | {"json": json.dumps}
_jinja.globals.clear()


def check_template(source: str) -> None:
    """Raise TemplateRefused, naming line and construct, when the template leaves the allowed subset."""
    _compiled(source)


def render_question(source: str, data: Mapping[str, JsonValue], answer: AnswerSpec) -> str:
    """The question for one instance, closed by the sentence that says how to answer. Raises TemplateRefused."""
    return f"{render_body(source, data)}\n\n{closing(answer)}"


def closing(answer: AnswerSpec) -> str:
    """The sentence below a question that says how to answer."""
    return f"Write your final answer inside \\boxed{{}}: {answer.instruction.strip()}"


def render_body(source: str, data: Mapping[str, JsonValue]) -> str:
    """The question for one instance, without the sentence that says how to answer.

    Raises TemplateRefused when the template is not allowed, names a field that the data does not have, when the data
    holds more than MAX_VALUES numbers and characters (no prompt budget takes that) or the text grows beyond
    MAX_CHARACTERS.
    """
    if _values(list(data.values())) > MAX_VALUES:
        raise TemplateRefused(f"the data holds more than {MAX_VALUES} numbers and characters")
    pieces: list[str] = []
    length = 0
    try:
        for piece in _compiled(source).generate(data):
            pieces.append(piece)
            length += len(piece)
            if length > MAX_CHARACTERS:
                raise TemplateRefused(f"the question is longer than {MAX_CHARACTERS} characters")
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError) as error:
        raise TemplateRefused(f"the question cannot be rendered: {error}") from error
    return "".join(pieces).strip()


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Template:
    try:
        tree = _jinja.parse(source)
        _walk(tree, loops=0)
        return _jinja.from_string(source)
    except (TemplateError, RecursionError, SyntaxError, ValueError, ArithmeticError, MemoryError) as error:
        raise TemplateRefused(f"line {getattr(error, 'lineno', '?')}: {error}") from error


def _values(value: JsonValue) -> int:
    if isinstance(value, list):
        return 1 + sum(map(_values, value))
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return len(value) if isinstance(value, str) else 1


def _walk(node: nodes.Node, loops: int) -> None:
    if not isinstance(node, _ALLOWED):
        raise TemplateRefused(f"line {node.lineno}: {type(node).__name__} is not allowed in a question")
    if isinstance(node, nodes.Name) and node.name in ("self", "loop"):
        raise TemplateRefused(f"line {node.lineno}: {node.name!r} cannot be shown")
    if isinstance(node, nodes.Filter):
        _check_filter(node)
        loops += node.name == "join"
    if isinstance(node, nodes.For):
        loops += 1
    if loops > MAX_NESTED_LOOPS + 1 or (isinstance(node, nodes.For) and (loops > MAX_NESTED_LOOPS or node.recursive)):
        raise TemplateRefused(f"line {node.lineno}: more than {MAX_NESTED_LOOPS} nested loops")
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name == "loop":
        if node.attr not in LOOP:
            raise TemplateRefused(f"line {node.lineno}: loop.{node.attr} is not one of {', '.join(LOOP)}")
        return
    for child in node.iter_child_nodes():
        _walk(child, loops)


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in FILTERS:
        raise TemplateRefused(f"line {node.lineno}: filter {node.name!r} is not one of {', '.join(FILTERS)}")
    if node.name in ("json", "join") and not isinstance(node.node, nodes.Name | nodes.Getattr | nodes.Getitem):
        raise TemplateRefused(f"line {node.lineno}: {node.name} takes a field or an item of one, nothing else")
    if node.kwargs or not all(isinstance(a, nodes.Const) and len(str(a.value)) <= MAX_SEPARATOR for a in node.args):
        raise TemplateRefused(f"line {node.lineno}: a filter takes nothing but a short constant in its brackets")
