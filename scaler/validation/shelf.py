"""What new drafts are compared with: a registry's environments, and benchmark texts that training must not see."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import ValidationError

from scaler.errors import ConfigError, RegistryError
from scaler.files import write_file
from scaler.registry import Registry
from scaler.validation.novelty import NGRAM, Library, Shelved, can_be_found

FIX = "name a folder of .txt files, or a JSONL file whose lines have an `id` and a `text`"


def open_library(
    registry: Registry, benchmarks: Mapping[str, str] | None = None, leave_out: Collection[str] = ()
) -> Library:
    """The newest passing version of each environment, and benchmark texts by title: some 3 ms an environment.

    Environments to `leave_out` are not compared with. An entry that cannot be read keeps nobody from working: the
    library names it in `unread`.
    """
    shelved, unread = _shelved(registry, leave_out)
    return Library(shelved, benchmarks, unread)


def write_shelf(library: Library, path: Path) -> None:
    """Write the library's environments, an environment a line, so that other processes compare with the same ones."""
    write_file(path, b"".join(each.model_dump_json().encode() + b"\n" for each in library.environments.values()))


def read_shelf(path: Path, benchmarks: Mapping[str, str] | None = None) -> Library:
    """The library whose environments were written, and benchmark texts by title. Raises ConfigError."""
    try:
        shelved = [Shelved.model_validate_json(line) for line in path.read_bytes().splitlines()]
    except (OSError, ValidationError) as error:
        raise ConfigError(f"{path}: no environments can be read: {error}", fix="start the run again") from error
    return Library(shelved, benchmarks)


def read_benchmarks(path: Path | None) -> dict[str, str]:
    """Title -> text of every `.txt` file of a folder, or of every line of a JSONL file; none for no path.

    Raises ConfigError.
    """
    if path is None:
        return {}
    try:
        if path.is_dir():
            texts = {file.stem: file.read_text(encoding="utf-8") for file in sorted(path.glob("*.txt"))}
        else:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
            texts = {str(row["id"]): str(row["text"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: the benchmark texts cannot be read: {error!r}", fix=FIX) from error
    if not texts:
        raise ConfigError(f"{path} holds no benchmark texts", fix=FIX)
    if short := [title for title, text in texts.items() if not can_be_found(text)]:
        raise ConfigError(
            f"{path}: {short[0]!r} has fewer than {NGRAM} words: nothing would match it", fix="leave it out"
        )
    return texts


def _shelved(registry: Registry, leave_out: Collection[str]) -> tuple[list[Shelved], dict[str, str]]:
    shelved: list[Shelved] = []
    unread: dict[str, str] = {}
    for name in registry.names():
        if name in leave_out:
            continue
        try:
            shelved += _newest(registry, name)
        except RegistryError as error:
            unread[name] = error.message
    return shelved, unread


def _newest(registry: Registry, name: str) -> list[Shelved]:
    """The newest version that passed the gates, if there is one."""
    for number in reversed(registry.versions(name)):
        if registry.manifest(f"{name}@{number}").passed:
            version = registry.version(f"{name}@{number}")
            oracles = [r for r in version.programs.references if r.name in version.manifest.oracles[:1]]
            question, spec = version.programs.question, version.manifest.spec
            return [Shelved(name=name, question=question, spec=spec, oracle=oracle) for oracle in oracles]
    return []
