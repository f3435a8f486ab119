"""What a published version says of itself, and how it lies on disk."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import JsonValue, ValidationError

from scaler.environment import EnvironmentSpec, Frozen, Programs, Reference
from scaler.errors import EntryBroken

SUFFIX = {"python": "py", "cpp": "cpp"}
REF = re.compile(r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)(?:@(?P<version>[0-9]+\.[0-9]+))?")


class Origin(Frozen):
    """Where the problem came from; `statement_sha256` stands for a text that the registry does not hold."""

    problem: str
    source: str
    licence: str
    attribution: str
    statement_sha256: str


class ReferenceInfo(Frozen):
    """One reference solution: its file under `references/` and whose it is."""

    name: str
    language: str
    author: str
    licence: str | None = None


class Manifest(Frozen):
    """`manifest.yaml` of a version.

    `inputs` identifies the draft (problem, programs, prompts, model, thresholds): publishing the same inputs again is
    no new version. `golden` maps a level's scale to the hash of its instances and scores. `oracles` are the references
    that give the truth. `provenance` says how the draft came about: model, prompt versions, attempts, tokens, sandbox.
    """

    name: str
    version: str
    inputs: str
    spec: EnvironmentSpec
    origin: Origin
    references: tuple[ReferenceInfo, ...]
    oracles: tuple[str, ...]
    passed: bool
    golden: dict[str, str]
    provenance: dict[str, JsonValue]


class Version(Frozen):
    """Everything that a version's folder holds."""

    manifest: Manifest
    programs: Programs
    evidence: tuple[dict[str, JsonValue], ...]

    @property
    def ref(self) -> str:
        return f"{self.manifest.name}@{self.manifest.version}"


def to_files(version: Version) -> dict[str, bytes]:
    """The files of a version's folder."""
    programs = version.programs
    files = {
        "manifest.yaml": dump_yaml(version.manifest.model_dump(mode="json", exclude_defaults=True)),
        "generator.py": programs.generator,
        "question.md.j2": programs.question,
        "evidence.json": json.dumps(version.evidence, indent=1, ensure_ascii=False) + "\n",
    }
    if programs.solver is not None:
        files["solver.py"] = programs.solver
    if programs.verifier is not None:
        files["verifier.py"] = programs.verifier
    for reference in programs.references:
        files[_reference_path(reference.name, reference.language)] = reference.code
    return {name: text.encode() for name, text in files.items()}


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version's folder. Raises EntryBroken, naming file and field."""
    path = folder / "manifest.yaml"
    try:
        return Manifest.model_validate(yaml.safe_load(path.read_text()))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise EntryBroken(f"{path}: {error}", fix=f"restore it: git checkout -- {folder}") from error


def read_version(folder: Path) -> Version:
    """Everything in a version's folder. Raises EntryBroken."""
    manifest = read_manifest(folder)
    try:
        programs = Programs(
            generator=(folder / "generator.py").read_text(),
            question=(folder / "question.md.j2").read_text(),
            solver=_optional(folder / "solver.py"),
            verifier=_optional(folder / "verifier.py"),
            references=tuple(_read_reference(folder, info) for info in manifest.references),
        )
        evidence = json.loads((folder / "evidence.json").read_text())
        return Version(manifest=manifest, programs=programs, evidence=evidence)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise EntryBroken(f"{folder}: {error}", fix=f"restore it: git checkout -- {folder}") from error


def dump_yaml(value: Any) -> str:
    """YAML for people: keys in the order given, text unescaped."""
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)


def version_key(version: str) -> tuple[int, int]:
    """`1.10` sorts after `1.9`."""
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _reference_path(name: str, language: str) -> str:
    return f"references/{name}.{SUFFIX[language]}"


def _read_reference(folder: Path, info: ReferenceInfo) -> Reference:
    code = (folder / _reference_path(info.name, info.language)).read_text()
    return Reference.model_validate({**info.model_dump(), "code": code})


def _optional(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
