"""Answers: read them from a model's text and from a program's stdout, compare them, write them.

Parsing is strict and linear in the text's length; nothing is evaluated. A model's answer is what stands in its last
`\\boxed{...}`. Comparison is exact except for numbers with a stated tolerance; a tolerance never touches integers.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable

from pydantic import JsonValue

from scaler.environment.spec import AnswerSpec, Tolerance
from scaler.errors import AnswerError

MAX_CHARACTERS = 100_000
MAX_DIGITS = 4_000  # CPython itself refuses to convert beyond 4,300

_BOXED = "\\boxed{"
_INTEGER = re.compile(rf"[+-]?[0-9]{{1,{MAX_DIGITS}}}")
# Written so that no digit can be matched in two ways: the time stays linear on a looping rollout, too.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
_FRACTION = re.compile(r"([+-]?)(?:\\d?frac\{([0-9.]{1,400})\}\{([0-9.]{1,400})\}|([0-9.]{1,400})/([0-9.]{1,400}))")
_WRAPPER = re.compile(r"\\(?:text|texttt|textbf|mathrm|mathtt)\{(.*)\}", re.DOTALL)
_ESCAPED = re.compile(r"\\([_#%&${}])")
_PLAIN = re.compile(r"[\w.:/+*()<>=-]+(?: [\w.:/+*()<>=-]+)*")
_TRUE, _FALSE = ("yes", "true"), ("no", "false")


def parse_answer(spec: AnswerSpec, text: str) -> JsonValue:
    """The answer in a model's text: its last `\\boxed{...}`, read as the spec's kind.

    Raises AnswerError when there is no complete box or its content is not of that kind.
    """
    return read_answer(spec, last_boxed(text))


def read_answer(spec: AnswerSpec, content: str) -> JsonValue:
    """The content of a box, read as the spec's kind. Raises AnswerError."""
    if len(content) > MAX_CHARACTERS:
        raise AnswerError(f"the answer has {len(content)} characters, at most {MAX_CHARACTERS} are read")
    content = _unwrap(content)
    if spec.shape != "array":
        return _scalar(spec.shape, content, spec.words)
    assert spec.items is not None
    items, words = spec.items, spec.words

    def row(text: str) -> list[JsonValue]:
        return [_scalar(items, _unwrap(part), words) for part in _elements(text)]

    if spec.rows:
        return [row(part) for part in _elements(content)]
    return list(row(content))


def read_stdout(spec: AnswerSpec, text: str) -> JsonValue:
    """The answer that a reference solution printed (a batch's case prefix already removed). Raises AnswerError."""
    if spec.shape == "string":
        return "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if spec.shape != "array":
        tokens = text.split()
        if len(tokens) != 1:
            raise AnswerError(f"stdout has {len(tokens)} words, one {spec.shape} was expected")
        return _scalar(spec.shape, tokens[0], spec.words)
    assert spec.items is not None
    lines = [line.split() for line in text.strip().split("\n")] if text.strip() else []
    tokens = [token for line in lines for token in line]
    if spec.counted:
        count, tokens, lines = tokens[:1], tokens[1:], lines[1:]
        expected = len(lines) if spec.rows else len(tokens)
        if count != [str(expected)]:
            raise AnswerError(f"stdout announces {''.join(count) or 'no'} elements, {expected} follow")
    if spec.rows:
        return [[_scalar(spec.items, token, spec.words) for token in line] for line in lines]
    return [_scalar(spec.items, token, spec.words) for token in tokens]


def same_answer(spec: AnswerSpec, truth: JsonValue, given: JsonValue) -> bool:
    """Whether two answers are the same under the spec: exact, numbers within the tolerance."""
    if isinstance(truth, list) and isinstance(given, list):
        return len(truth) == len(given) and all(same_answer(spec, t, g) for t, g in zip(truth, given, strict=True))
    if isinstance(truth, bool) or isinstance(given, bool):
        return truth is given
    if "number" in (spec.shape, spec.items) and isinstance(truth, int | float) and isinstance(given, int | float):
        return _close(truth, given, spec.tolerance or Tolerance())
    return type(truth) is type(given) and truth == given


def format_answer(value: JsonValue) -> str:
    """An answer as a model would write it inside the box; `read_answer` reads it back.

    Strings stand as they are where that is unambiguous, and in double quotes with JSON's escapes elsewhere.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else _quoted(value)
    if isinstance(value, list):
        return "[" + ", ".join(format_answer(item) for item in value) + "]"
    return repr(value) if isinstance(value, float) else str(value)


def boxed(value: JsonValue) -> str:
    """An answer in its box."""
    return f"{_BOXED}{format_answer(value)}}}"


def corrupted(spec: AnswerSpec, value: JsonValue) -> JsonValue:
    """A near miss: an answer of the same kind that is surely not the same as `value`."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, float):
        tolerance = spec.tolerance or Tolerance()
        missed = value + (1 + 10 * tolerance.relative) * max(1.0, abs(value)) + 10 * tolerance.absolute
        return missed if math.isfinite(missed) else 0.0
    if isinstance(value, str):
        return value[:-1] + ("b" if value.endswith("a") else "a") if value else "a"
    if isinstance(value, list):
        if value and value[-1] != []:
            return [*value[:-1], corrupted(spec, value[-1])]
        fillers: dict[str, JsonValue] = {"integer": 0, "number": 0.0, "boolean": False, "string": "a"}
        filler = fillers[spec.items or "integer"]
        return [*value, [filler]] if spec.rows else [*value, filler]
    raise AnswerError(f"{value!r} is no answer")


def last_boxed(text: str) -> str:
    """The content of the last `\\boxed{...}`, braces balanced. Raises AnswerError."""
    start = text.rfind(_BOXED)
    if start < 0:
        raise AnswerError("no \\boxed{...} in the text")
    start += len(_BOXED)
    depth = 1
    for index in range(start, len(text)):
        if text[index] in "{}" and text[index - 1] != "\\":
            depth += 1 if text[index] == "{" else -1
            if depth == 0:
                return text[start:index]
    raise AnswerError("the last \\boxed{ is never closed")


def _close(truth: float, given: float, tolerance: Tolerance) -> bool:
    try:
        return abs(truth - given) <= max(tolerance.absolute, tolerance.relative * abs(truth))
    except OverflowError:  # an integer beyond what a float can hold
        return truth == given


def _unwrap(content: str) -> str:
    content = content.strip().strip("$").strip()
    wrapped = _WRAPPER.fullmatch(content)
    return wrapped.group(1).strip() if wrapped else content


def _elements(content: str) -> list[str]:
    """The parts of `[a, b, c]`, split at the commas outside brackets and quotes."""
    if '"' not in content:  # LaTeX's brackets; inside quotes they would be part of a text
        content = content.replace("\\left[", "[").replace("\\right]", "]").strip()
    if not (content.startswith("[") and content.endswith("]")):
        raise AnswerError(f"a list in brackets was expected, not {_shown(content)}")
    parts: list[str] = []
    depth, begin, quoted, escaped = 0, 1, False, False
    for index in range(1, len(content) - 1):
        char = content[index]
        if quoted:
            quoted = escaped or char != '"'
            escaped = char == "\\" and not escaped
        elif char == '"':
            quoted = True
        elif char in "[]":
            depth += 1 if char == "[" else -1
            if depth < 0:
                raise AnswerError(f"unbalanced brackets in {_shown(content)}")
        elif char == "," and depth == 0:
            parts.append(content[begin:index])
            begin = index + 1
    last = content[begin:-1]
    if depth or quoted:
        raise AnswerError(f"unbalanced brackets or quotes in {_shown(content)}")
    return [*parts, last] if parts or last.strip() else []


def _integer(text: str) -> int:
    text = text.replace("\N{MINUS SIGN}", "-")
    if not _INTEGER.fullmatch(text):
        raise AnswerError(f"an integer was expected, not {_shown(text)}")
    return int(text)


def _number(text: str) -> float:
    text = text.replace("\N{MINUS SIGN}", "-")
    if _NUMBER.fullmatch(text):
        value = float(text)
    elif fraction := _FRACTION.fullmatch(text):
        sign, *sides = fraction.groups()
        above, below = (side for side in sides if side is not None)
        try:
            value = float(f"{sign}{above}") / float(below)
        except (ValueError, ZeroDivisionError):
            raise AnswerError(f"a number was expected, not {_shown(text)}") from None
    else:
        raise AnswerError(f"a number was expected, not {_shown(text)}")
    if not math.isfinite(value):
        raise AnswerError(f"a finite number was expected, not {_shown(text)}")
    return value


def _boolean(text: str, words: dict[str, bool] | None) -> bool:
    known = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
    known |= {word.casefold(): meaning for word, meaning in (words or {}).items()}
    meaning = known.get(text.casefold())
    if meaning is None:
        raise AnswerError(f"yes or no was expected, not {_shown(text)}")
    return meaning


def _quoted(text: str) -> str:
    """JSON, with braces escaped: the box would count them."""
    return json.dumps(text, ensure_ascii=False).replace("{", "\\u007b").replace("}", "\\u007d")


def _encodable(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise AnswerError("the text holds half of a surrogate pair") from None
    return text


def _string(text: str) -> str:
    if text.startswith('"'):
        try:
            value = json.loads(text)
        except ValueError:
            value = None
        if isinstance(value, str):
            return _encodable(value)
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`":
        text = text[1:-1]
    return _encodable(_ESCAPED.sub(r"\1", text))


def _scalar(kind: str, text: str, words: dict[str, bool] | None) -> JsonValue:
    if kind == "boolean":
        return _boolean(text, words)
    readers: dict[str, Callable[[str], JsonValue]] = {"integer": _integer, "number": _number, "string": _string}
    return readers[kind](text)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
