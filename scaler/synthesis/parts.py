"""The parts of a draft, and how they are read from completions."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import ValidationError

from scaler.environment import AnswerSpec, Frozen, ScaleParameter, check_template, parse_python
from scaler.errors import TemplateRefused
from scaler.problems import Problem

PartName = Literal["specification", "generator", "question", "solver", "verifier"]
LANGUAGE: dict[PartName, str] = {
    "specification": "json",
    "generator": "python",
    "question": "jinja",
    "solver": "python",
    "verifier": "python",
}

_NAMES: dict[str, PartName] = {name: name for name in LANGUAGE}
_FENCE = re.compile(
    r"^(?P<fence>`{3,})[ \t]*(?P<language>\w*)[^\n]*\n(?P<body>.*?)^(?P=fence)[ \t]*\r?$", re.MULTILINE | re.DOTALL
)
_TITLE = re.compile(rf"[\s*#_>`0-9.-]*({'|'.join(LANGUAGE)})[\s*_`]*:?[\s*_`]*", re.IGNORECASE)


class Flaw(Exception):
    """What is wrong with a draft so far: the stage that found it, one line for people, advice for the model.

    Never leaves this room: it ends as an outcome.
    """

    def __init__(self, stage: str, reason: str, advice: str = "") -> None:
        super().__init__(f"{stage}: {reason}")
        self.stage = stage
        self.reason = reason
        self.advice = advice


class Analysis(Frozen):
    """The specification as the model proposes it."""

    usable: bool
    why_not: str = ""
    title: str = ""
    answer: AnswerSpec | None = None
    fields: dict[str, str] = {}
    rules: tuple[str, ...] = ()
    scale: dict[str, ScaleParameter] = {}


class Parts(Frozen):
    """What there is of a draft; a part that is None has still to be written."""

    specification: str | None = None
    generator: str | None = None
    question: str | None = None
    solver: str | None = None
    verifier: str | None = None

    def with_part(self, name: PartName, text: str | None) -> Parts:
        return self.model_copy(update={name: text})

    @property
    def written(self) -> dict[PartName, str]:
        """The parts that exist, in order."""
        return {name: text for name in LANGUAGE if (text := getattr(self, name)) is not None}


def fenced(part: PartName, completion: str) -> str:
    """The last fenced block in the part's language; JSON may also come bare. Raises Flaw when there is none."""
    language = LANGUAGE[part]
    blocks = [match for match in _FENCE.finditer(completion) if match["language"].lower() == language]
    if not blocks and language == "json" and completion.lstrip().startswith("{"):
        return completion.strip() + "\n"
    if not blocks:
        found = ", ".join(sorted({match["language"] or "unmarked" for match in _FENCE.finditer(completion)})) or "none"
        raise Flaw(_stage(part), f"{part}: the completion has no fenced block marked `{language}` (found: {found})")
    return blocks[-1]["body"]


def read_specification(text: str) -> Analysis:
    """The specification in a part's text. Raises Flaw, naming the field."""
    try:
        analysis = Analysis.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise Flaw("analysis", f"the specification is no JSON: {error}") from error
    except ValidationError as error:
        raise Flaw("analysis", f"the specification is malformed: {_first(error.errors())}") from error
    lacking = [name for name in ("title", "answer", "fields", "rules", "scale") if not getattr(analysis, name)]
    if analysis.usable and lacking:
        raise Flaw("analysis", f"the specification lacks {', '.join(lacking)}")
    return analysis


def check_part(part: PartName, text: str) -> None:
    """Raise Flaw when a part cannot be read at all: no JSON, no Python, no allowed template."""
    try:
        if part == "specification":
            read_specification(text)
        elif part == "question":
            check_template(text)
        else:
            parse_python(text)
    except TemplateRefused as error:
        raise Flaw("draft", f"question: {error.message}") from error
    except ValueError as error:
        raise Flaw("draft", f"{part}: no Python: {error}") from error


def read_repair(completion: str) -> dict[PartName, str | None]:
    """The parts that a repair replaces; `solver: None` asks for the solver anew.

    A block's part is named by the last line above it that holds a part's name and nothing else.
    """
    replaced: dict[PartName, str | None] = {}
    end = 0
    for block in _FENCE.finditer(completion):
        titles = _titles(completion[end : block.start()])
        if titles and titles[-1] != "solver" and block["language"].lower() == LANGUAGE[titles[-1]]:
            replaced[titles[-1]] = block["body"]
        end = block.end()
    if "solver" in _titles(_FENCE.sub("", completion)):
        replaced["solver"] = None
    return replaced


def problem_text(problem: Problem) -> str:
    """The problem as prompts show it."""
    sections = [
        f"Title: {problem.title}\n\n{problem.statement.strip()}",
        f"Input\n{problem.input_format.strip()}",
        f"Output\n{problem.output_format.strip()}",
        f"Limits\n{problem.constraints.strip()}",
    ]
    for number, example in enumerate(problem.examples, 1):
        sections.append(f"Example {number}, input:\n{example.input.strip()}")
        sections.append(f"Example {number}, output:\n{example.output.strip()}")
    return "<problem>\n" + "\n\n".join(sections) + "\n</problem>"


def answer_form(answer: AnswerSpec) -> str:
    """The JSON form of an answer, in words."""
    words = {"integer": "an integer", "number": "a number", "boolean": "true or false", "string": "a string"}
    if answer.shape != "array":
        return words[answer.shape]
    items = {"integer": "integers", "number": "numbers", "boolean": "booleans", "string": "strings"}[str(answer.items)]
    return f"a list of rows, each a list of {items}" if answer.rows else f"a list of {items}"


def _titles(prose: str) -> list[PartName]:
    """The parts that stand alone on a line, in order."""
    return [_NAMES[title[1].lower()] for line in prose.splitlines() if (title := _TITLE.fullmatch(line))]


def _stage(part: PartName) -> str:
    return "analysis" if part == "specification" else "draft"


def _first(errors: list[Any]) -> str:
    field = ".".join(str(step) for step in errors[0]["loc"]) or "the object"
    return f"{field}: {errors[0]['msg']}"
