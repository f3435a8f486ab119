"""Do the parts of the draft have the form that everything else relies on? Reads them, runs nothing."""

from __future__ import annotations

import ast
import re

from scaler.environment import check_template, parse_python
from scaler.errors import TemplateRefused
from scaler.validation.bench import Bench
from scaler.validation.candidate import Candidate, Draft, Outcome
from scaler.validation.outcome import accept, reject

GENERATOR = {"generate": 2, "to_stdin": 1}
SOLVER = {"solve": 1}
VERIFIER = {"verify": 2}
JUDGE = {"check": 2}
REFUSED_NAMES = {"eval", "exec", "compile", "globals", "locals", "vars", "getattr", "setattr", "breakpoint", "open"}
ALLOWED_MODULES = {
    "__future__", "bisect", "collections", "copy", "dataclasses", "decimal", "fractions", "functools", "heapq",
    "itertools", "json", "math", "operator", "re", "string", "typing",
}  # fmt: skip
# "n <= 105" for 10^5, "109 + 7" for 10^9 + 7: what becomes of exponents when a page is copied as text.
_BOUND = r"<=?|\u2264|\\le|modulo|up to|at most|exceeds?|below|under|less than|between -?\d+ and|from -?\d+ to"
_FLATTENED = re.compile(rf"(?:(?:{_BOUND})\s*)10[1-9][0-9]?\b(?!\s*[.,]\d)|\b10[89]\s*\+\s*[79]\b", re.IGNORECASE)
_STATED = re.compile(r"10\s*\^\s*\{?\s*[-\u2212]\s*(\d{1,2})|\b1e-(\d{1,2})\b", re.IGNORECASE)
_ID = re.compile(r"\b\d{1,4}_?[A-F]\d?\. [A-Z]|\bp0\d{4}\b")


def structure(candidate: Candidate, bench: Bench) -> Outcome:
    """Programs parse and define their functions, the verifier evaluates no text, the question stands alone."""
    draft = candidate.draft
    faults = [
        *_program("generator", draft.programs.generator, GENERATOR),
        *_solver(draft, required=bench.thresholds.solver_required),
        *_verifier(draft),
        *_question(draft, bench.thresholds.forbidden_phrases),
        *_instruction(draft),
        *_ladder(draft, bench.thresholds.min_levels),
        *_tolerance(draft, bench.thresholds.max_tolerance),
    ]
    measured = {"faults": len(faults), "levels": len(draft.spec.levels)}
    if faults:
        return reject("structure", candidate, faults[0], "\n".join(f"- {fault}" for fault in faults), measured)
    return accept("structure", candidate, measured)


def _tolerance(draft: Draft, most: float) -> list[str]:
    """A tolerance is no wider than `most`, nor than the widest that the statement names, such as 10^-6."""
    tolerance = draft.spec.answer.tolerance
    if tolerance is None:
        return []
    text = f"{draft.problem.statement}\n{draft.problem.output_format}\n{draft.problem.constraints}"
    stated = [float(f"1e-{match[1] or match[2]}") for match in _STATED.finditer(text)]
    most = min(most, max(stated, default=most))
    if max(tolerance.absolute, tolerance.relative) <= most:
        return []
    return [f"the tolerance ({tolerance.absolute:g} absolute, {tolerance.relative:g} relative) is above {most:g}"]


def _program(part: str, code: str | None, functions: dict[str, int]) -> list[str]:
    if code is None:
        return [f"there is no {part}"]
    try:
        tree = parse_python(code)
    except ValueError as error:
        return [f"the {part} is not Python: {error}"]
    defined = {node.name: node.args for node in tree.body if isinstance(node, ast.FunctionDef)}
    faults = []
    for name, count in functions.items():
        if name not in defined:
            faults.append(f"the {part} does not define the function {name!r}")
        elif not _takes(defined[name], count):
            faults.append(f"the {part}'s function {name!r} cannot be called with {count} positional arguments")
    return faults


def _solver(draft: Draft, *, required: bool) -> list[str]:
    if draft.programs.solver is None and not required:
        return []
    if draft.spec.answer.kind != "checked":
        return _program("solver", draft.programs.solver, SOLVER)
    return _judge("solver", draft.programs.solver, SOLVER | JUDGE)


def _takes(arguments: ast.arguments, count: int) -> bool:
    positional = len(arguments.posonlyargs) + len(arguments.args)
    most = count if arguments.vararg else positional
    needs_keyword = any(default is None for default in arguments.kw_defaults)
    return positional - len(arguments.defaults) <= count <= most and not needs_keyword


def _verifier(draft: Draft) -> list[str]:
    code = draft.programs.verifier
    if draft.spec.answer.kind != "checked":
        return (
            [] if code is None else [f"a verifier goes with answers of kind 'checked', not {draft.spec.answer.kind!r}"]
        )
    return _judge("verifier", code, VERIFIER)


def _judge(part: str, code: str | None, functions: dict[str, int]) -> list[str]:
    """A program that is fed answers: they come from an adversary."""
    faults = _program(part, code, functions)
    if code is None or faults:
        return faults
    return [f"the {part} uses {name!r}: answers are hostile" for name in sorted(_refused(parse_python(code)))]


def _refused(tree: ast.Module) -> set[str]:
    """Names and modules that a judge of hostile answers has no use for. None may reach a way to evaluate text."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and (node.id in REFUSED_NAMES or node.id.startswith("__")):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            found.add(node.attr)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] not in ALLOWED_MODULES}
        elif isinstance(node, ast.ImportFrom) and (node.module or ".").split(".")[0] not in ALLOWED_MODULES:
            found.add(node.module or ".")
    return found


def _question(draft: Draft, phrases: tuple[str, ...]) -> list[str]:
    try:
        check_template(draft.programs.question)
    except TemplateRefused as error:
        return [f"the question template is refused: {error.message}"]
    text = f"{draft.programs.question}\n{draft.spec.answer.instruction}"
    found = [match[0] for phrase in phrases if (match := _phrase(phrase).search(text))]
    return [
        *(f"the question speaks of {phrase!r}; it must stand alone, as a puzzle" for phrase in found),
        *(f"the question has {match[0]!r}: was that a power of ten?" for match in _FLATTENED.finditer(text)),
        *(f"the question names {match[0]!r}, the problem's id" for match in _ID.finditer(text)),
    ]


def _instruction(draft: Draft) -> list[str]:
    """The form of the answer must be said: what the parser wants, nobody guesses."""
    answer = draft.spec.answer
    said = answer.instruction.casefold()
    if answer.shape == "array" and "[" not in said and "list" not in said and "bracket" not in said:
        return ["the instruction does not say that the answer is a list in square brackets"]
    words = {"yes", "no", "true", "false", *(word.casefold() for word in answer.words or {})}
    if answer.shape == "boolean" and sum(_stands(word, said) for word in words) < 2:
        return ["the instruction does not name the two words that an answer may be"]
    return []


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _phrase(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"s?(?!\w)" if phrase[-1].isalnum() else ""
    return re.compile(f"{before}{words}{after}", re.IGNORECASE)


def _ladder(draft: Draft, least: int) -> list[str]:
    levels = draft.spec.levels
    outside = [
        f"level {index} sets {name} to {level[name]}, outside {parameter.min} to {parameter.max}"
        for index, level in enumerate(levels)
        for name, parameter in draft.spec.scale.items()
        if not parameter.min <= level[name] <= parameter.max
    ]
    if len(levels) < least:
        return [f"the ladder has {len(levels)} of at least {least} levels: widen the ranges of the scale", *outside]
    return outside
