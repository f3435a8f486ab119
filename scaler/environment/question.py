"""Question templates: a small, total part of Jinja, rendered on the host.

A template comes from a model, so it may not do more than show data: variables, attributes and items, `for`, `if`,
comparisons, and filters from a short list. No calls, no arithmetic but `+` and `-`, no assignments, no imports: what
is left ends in time bounded by the data and reaches nothing else.
"""

from __future__ import annotations

import json
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import JsonValue

from scaler.environment.spec import AnswerSpec
from scaler.errors import TemplateRefused

FILTERS = ("first", "join", "json", "last", "length", "lower", "upper")
MAX_NESTED_LOOPS = 2

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.For,
    nodes.If, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Add, nodes.Sub,
    nodes.Neg, nodes.CondExpr, nodes.Tuple,
)  # fmt: skip

_jinja = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_jinja.filters = {name: _jinja.filters[name] for name in FILTERS if name != "json"} | {"json": json.dumps}
_jinja.globals.clear()


def check_template(source: str) -> None:
    """Raise TemplateRefused, naming line and construct, when the template leaves the allowed subset."""
    _compiled(source)


def render_question(source: str, data: dict[str, JsonValue], answer: AnswerSpec) -> str:
    """The question for one instance, closed by the sentence that says how to answer.

    Raises TemplateRefused when the template is not allowed or names a field that the data does not have.
    """
    try:
        body = _compiled(source).render(data)
    except (TemplateError, TypeError, ValueError, KeyError) as error:
        raise TemplateRefused(f"the question cannot be rendered: {error}") from error
    return f"{body.strip()}\n\nWrite your final answer inside \\boxed{{}}: {answer.instruction.strip()}"


@lru_cache(maxsize=4096)
def _compiled(source: str) -> Template:
    try:
        tree = _jinja.parse(source)
    except TemplateError as error:
        raise TemplateRefused(f"line {getattr(error, 'lineno', '?')}: {error}") from error
    _walk(tree, loops=0)
    return _jinja.from_string(source)


def _walk(node: nodes.Node, loops: int) -> None:
    if not isinstance(node, _ALLOWED):
        raise TemplateRefused(f"line {node.lineno}: {type(node).__name__} is not allowed in a question")
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise TemplateRefused(f"line {node.lineno}: filter {node.name!r} is not one of {', '.join(FILTERS)}")
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise TemplateRefused(f"line {node.lineno}: attribute {node.attr!r} is not allowed in a question")
    if isinstance(node, nodes.For):
        loops += 1
        if loops > MAX_NESTED_LOOPS or node.recursive:
            raise TemplateRefused(f"line {node.lineno}: more than {MAX_NESTED_LOOPS} nested loops")
    for child in node.iter_child_nodes():
        _walk(child, loops)
