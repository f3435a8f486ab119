"""From a path to raw records: a folder of problem folders, YAML, JSON lines, or one JSON object of named records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from scaler.errors import ProblemError
from scaler.problems.reading import Broken, Fault, Raw, place

MANIFEST = "problem.yaml"
FIX = (
    f"pass a folder of <id>/{MANIFEST} folders, a .yaml or .jsonl file of problems, "
    "a Code Jam, Library Checker or SCALER pool file, or a data set as hub:deepmind/code_contests?limit=100"
)


def raw_records(path: Path) -> Iterator[Raw | Broken]:
    """The records of a path, in order, with those that are no mapping as `Broken`. ProblemError if it has none.

    Of a folder or a `.jsonl` file one record is held at a time, of another file all of them.
    """
    found = False
    try:
        for record in _folder(path) if path.is_dir() else _file(path):
            found = True
            yield record
    except Fault as fault:
        raise ProblemError(f"{place(path, fault.line)}: {fault.reason}", fix=FIX) from fault
    except OSError as error:
        raise ProblemError(f"{path}: {error.strerror}", fix="check the path and its permissions") from error
    if not found:
        raise ProblemError(f"{path}: no problem records in it", fix=FIX)


def _folder(path: Path) -> Iterator[Raw | Broken]:
    if (path / MANIFEST).is_file():
        yield from _manifest(path)
        return
    folders = [f for f in sorted(path.iterdir()) if f.is_dir() and not f.name.startswith((".", "_"))]
    if not any((f / MANIFEST).is_file() for f in folders):
        raise Fault(f"no {MANIFEST} in this folder or in the folders in it")
    for folder in folders:
        yield from _manifest(folder)


def _manifest(folder: Path) -> Iterator[Raw | Broken]:
    """The records of one problem folder; whatever is wrong with it leaves its neighbours alone."""
    file = folder / MANIFEST
    try:
        records = list(_yaml(file))
    except Fault as fault:
        yield Broken(file, fault.line, folder.name, None, fault.reason)
    else:
        yield from records or [Broken(file, None, folder.name, None, "the file is empty")]


def _file(file: Path) -> Iterator[Raw | Broken]:
    match file.suffix:
        case ".yaml" | ".yml":
            return _yaml(file)
        case ".jsonl":
            return _json_lines(file)
        case _:
            return _json(file)


def _yaml(file: Path) -> Iterator[Raw | Broken]:
    text = read_text(file)
    try:
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        data: Any = None if root is None else loader.construct_document(root)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Fault(f"not YAML: {error.problem}", line=line) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Fault(f"not YAML: {error}") from error
    except RecursionError as error:
        raise Fault("not YAML: nested too deep") from error
    if isinstance(root, yaml.SequenceNode):
        for number, (item, node) in enumerate(zip(data, root.value, strict=True), start=1):
            yield _record(file, node.start_mark.line + 1, _name(item) or f"record {number}", item, node)
    elif root is not None:
        yield _record(file, root.start_mark.line + 1, _name(data) or "record 1", data, root)


def _json_lines(file: Path) -> Iterator[Raw | Broken]:
    """A line at a time from the second record on: until then the file could still be one JSON document."""
    held: list[Raw | Broken] = []
    streaming = False
    for number, line in _lines(file):
        record = _json_line(file, number, line)
        if streaming:
            yield record
            continue
        held.append(record)
        if sum(isinstance(each, Raw) for each in held) == 2:
            streaming = True
            yield from held
            held.clear()
    if not streaming:
        yield from _json(file)


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """(number, text) of the lines that are not blank."""
    offset = 0
    with _opened(file) as source:
        for number, raw in enumerate(source, start=1):
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise Fault(f"{file.name!r} is not UTF-8 (byte {offset + error.start})") from error
            offset += len(raw)
            if text.strip():
                yield number, text.rstrip("\r\n")


def _opened(file: Path) -> BinaryIO:
    if not file.is_file():
        raise Fault(f"no such file: {file.name!r}")
    return file.open("rb")


def _json(file: Path) -> Iterator[Raw | Broken]:
    text = read_text(file)
    whole = _decode(text)
    if isinstance(whole, dict) and "id" not in whole and any(isinstance(value, dict) for value in whole.values()):
        for name, value in whole.items():
            yield _record(file, None, name, value)
        return
    # Not splitlines(): JSON strings may hold other line separators as they are.
    lines = [_json_line(file, number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if lines and isinstance(whole, Fault) and all(isinstance(line, Broken) for line in lines):
        raise whole
    yield from lines


def _json_line(file: Path, number: int, line: str) -> Raw | Broken:
    decoded = _decode(line)
    if isinstance(decoded, Fault):
        return Broken(file, number, f"line {number}", None, decoded.reason)
    return _record(file, number, _name(decoded) or f"line {number}", decoded)


def _decode(text: str) -> Any:
    """The JSON value, or the Fault: a text may be one document or one a line, and only the caller knows."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return Fault(f"not JSON: {error.msg} (column {error.colno})", line=error.lineno)
    except ValueError as error:  # integers with thousands of digits
        return Fault(f"not JSON: {error}")
    except RecursionError:
        return Fault("not JSON: nested too deep")


def _name(data: Any) -> str | None:
    name = data.get("id") if isinstance(data, dict) else None
    return name if isinstance(name, str) else None


def _record(file: Path, line: int | None, name: str, data: Any, node: yaml.Node | None = None) -> Raw | Broken:
    if not isinstance(data, dict):
        return Broken(file, line, name, None, f"expected a mapping of fields, found {type(data).__name__}")
    return Raw(file, line, name, data, node)


def read_text(file: Path) -> str:
    """A UTF-8 text with its line ends as \\n. Fault when it is no plain file, unreadable or not UTF-8."""
    try:
        if not file.is_file():
            raise Fault(f"no such file: {file.name!r}")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(f"{file.name!r} is not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise Fault(f"{file.name!r} cannot be read: {error.strerror}") from error
