"""What new drafts are compared with: a registry's environments, and benchmark texts that training must not see."""

from __future__ import annotations

import json
from pathlib import Path

from scaler.errors import ConfigError
from scaler.registry import Registry
from scaler.validation.novelty import Library, Shelved

FIX = "name a folder of .txt files, or a JSONL file whose lines have an `id` and a `text`"


def open_library(registry: Registry, benchmarks: Path | None = None) -> Library:
    """The newest passing version of each environment, and the benchmark texts under a path. Raises ConfigError."""
    return Library(_shelved(registry), read_benchmarks(benchmarks) if benchmarks is not None else {})


def read_benchmarks(path: Path) -> dict[str, str]:
    """Title -> text of every `.txt` file of a folder, or of every line of a JSONL file. Raises ConfigError."""
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
    return texts


def _shelved(registry: Registry) -> list[Shelved]:
    shelved = []
    for name in registry.names():
        version = registry.version(registry.resolve(name))
        oracles = [r for r in version.programs.references if r.name in version.manifest.oracles[:1]]
        if version.manifest.passed and oracles:
            spec, question = version.manifest.spec, version.programs.question
            shelved.append(Shelved(name=name, question=question, spec=spec, oracle=oracles[0]))
    return shelved
