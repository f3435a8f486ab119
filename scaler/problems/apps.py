"""APPS (codeparrot/apps) and TACO (BAAI/TACO), which has the columns of APPS and more. Solutions are in Python.

Taken over: text, examples, accepted solutions, and TACO's limits. Problems that call a function in place of reading
stdin are set aside. Neither data set has wrong solutions.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from scaler.problems.platform import portable
from scaler.problems.reading import Fault, Raw
from scaler.problems.record import Example, Limits, Problem
from scaler.problems.source import Found, SourceModel, choose, slug
from scaler.problems.statement import check_readable, split, without_checker_talk

COLUMNS = (
    "problem_id", "id", "question", "solutions", "input_output", "starter_code", "url",
    "name", "source", "time_limit", "memory_limit", "raw_tags", "picture_num",
)  # fmt: skip

_SHORT = 2000  # characters of a test that may stand in for an example
_EXAMPLES = 2
_ADDRESS = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)", re.IGNORECASE)
_SECONDS = {"": 1.0, "s": 1.0, "sec": 1.0, "secs": 1.0, "second": 1.0, "seconds": 1.0, "ms": 0.001}
_MEGABYTES = {
    "m": 1,
    "mb": 1,
    "megabyte": 1,
    "megabytes": 1,
    "mib": 1,
    "g": 1024,
    "gb": 1024,
    "gigabyte": 1024,
    "gigabytes": 1024,
}

# TACO's card: Apache-2.0, with parts under MIT or CC BY 4.0; of HackerRank's rights it says that it does not know them.
_LICENCES = {
    "APPS": "MIT (the data set); the text's own licence is unknown",
    "TACO": "Apache-2.0 (the data set); the text's own licence is unknown",
}
_MAKERS = {"APPS": "APPS by Hendrycks et al.", "TACO": "TACO by Li et al., BAAI"}


class _Row(SourceModel):
    question: str
    solutions: str | None = None
    input_output: str | None = None
    starter_code: str | None = None
    url: str | None = None
    name: str | None = None
    source: str | None = None
    time_limit: str | None = None
    memory_limit: str | None = None
    picture_num: str | None = None


def recognises(data: dict[str, Any]) -> bool:
    return {"question", "solutions", "input_output", "starter_code"} <= data.keys()


def parse(raw: Raw) -> Problem:
    """The id comes from the address of the problem, or from its text where there is none.

    Fault or pydantic's ValidationError when the row is wrong or of no use here.
    """
    row = _Row.model_validate(raw.data)
    data_set = "TACO" if "raw_tags" in raw.data else "APPS"
    question = without_checker_talk(row.question)
    check_readable(question, ("question",))
    if row.picture_num and row.picture_num.strip("0. "):
        raise Fault(f"the statement needs images ({row.picture_num})", ("picture_num",))
    if row.starter_code and row.starter_code.strip():
        raise Fault("solutions complete given code, they do not read stdin", ("starter_code",))
    tests = _json(row.input_output, "input_output", dict)
    if name := tests.get("fn_name"):
        raise Fault(f"solutions are calls of {name!r}, they do not read stdin", ("input_output", "fn_name"))
    codes = _json(row.solutions, "solutions", list)
    statement = split(question)
    notes = statement.notes
    fields = statement.fields()
    if not statement.examples and (examples := _examples(tests)):
        fields["examples"] = examples
        notes = (*notes, f"{len(examples)} short tests of the source stand in for examples")
    solutions, left_out = choose(_found(code) for code in codes if _is_text(code))
    address = _ADDRESS.sub("", row.url or "").strip("/")
    site = row.source or address.partition("/")[0] or "an unknown site"
    identity = address or f"{data_set} {hashlib.sha256(row.question.encode()).hexdigest()[:12]}"
    return Problem(
        id=slug(identity),
        title=(row.name or "").strip() or identity,
        **fields,
        solutions=solutions,
        source=f"{data_set}, from {site}",
        licence=_LICENCES[data_set],
        attribution=f"{_MAKERS[data_set]}; text and solutions from {f'https://{address}' if address else site}",
        limits=_limits(row),
        notes=notes + left_out,
    )


def _found(code: str) -> Found:
    """Both data sets mix the two Pythons without saying which is which."""
    if portable("python", code)[1]:
        return Found("accepted", None, "Python 2", code)
    return Found("accepted", "python", "Python 3", code)


def _is_text(code: Any) -> bool:
    """JSON can also hold halves of characters, which no file can."""
    return isinstance(code, str) and code == code.encode(errors="replace").decode()


def _json(text: str | None, field: str, kind: type[Any]) -> Any:
    """The value of a column that holds JSON as text; an empty one where the column is empty, which is common."""
    if not text or not text.strip():
        return kind()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:  # also integers with thousands of digits
        raise Fault(f"not JSON: {error}", (field,)) from error
    if not isinstance(value, kind):
        raise Fault(f"expected a JSON {kind.__name__}, found {type(value).__name__}", (field,))
    return value


def _examples(tests: dict[str, Any]) -> tuple[Example, ...]:
    """The first short tests. Their texts are strings, or lists of lines."""
    inputs, outputs = tests.get("inputs"), tests.get("outputs")
    if not isinstance(inputs, list) or not isinstance(outputs, list):
        return ()
    pairs = ((_text(given), _text(wanted)) for given, wanted in zip(inputs, outputs, strict=False))
    short = [(given, wanted) for given, wanted in pairs if given and wanted and len(given) + len(wanted) <= _SHORT]
    return tuple(Example(input=given, output=wanted) for given, wanted in short[:_EXAMPLES])


def _text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "\n".join(value)
    if not isinstance(value, str) or not value.strip():
        return ""
    return value if value.endswith("\n") else f"{value}\n"


def _limits(row: _Row) -> Limits:
    """`2.0 seconds` and `256.0 megabytes`; the judge's defaults where the column is empty or says something else."""
    given: dict[str, Any] = {}
    if (time := _quantity(row.time_limit, _SECONDS)) > 0:
        given["time_seconds"] = time
    if (memory := _quantity(row.memory_limit, _MEGABYTES)) >= 1:
        given["memory_mb"] = int(memory)
    return Limits(**given)


def _quantity(text: str | None, units: dict[str, Any]) -> float:
    found = _QUANTITY.match((text or "").strip())
    return float(found[1]) * units.get(found[2].lower(), 0) if found else 0.0
