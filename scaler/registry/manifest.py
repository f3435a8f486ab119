"""What a published version says of itself, and how it lies on disk."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import JsonValue, ValidationError, model_validator

from scaler.environment import EnvironmentSpec, Frozen, Programs, Reference
from scaler.errors import EntryBroken
from scaler.problems import Language

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
    language: Language
    author: str
    licence: str | None = None


class Manifest(Frozen):
    """`manifest.yaml` of a version.

    `inputs` identifies the draft (problem, prompts, model, thresholds, specification, programs): publishing the same
    again is no new version. `golden` maps a level's scale to the hash of its instances and scores. `oracles` are the
    references that give the truth. `provenance` says how the draft came about: model, prompts, tokens, sandbox.
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

    @model_validator(mode="after")
    def _known_oracles(self) -> Self:
        unknown = set(self.oracles) - {reference.name for reference in self.references}
        if unknown:
            raise ValueError(f"oracles that are no references: {', '.join(sorted(unknown))}")
        return self


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
        return Manifest.model_validate(yaml.safe_load(path.read_bytes()))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise EntryBroken(f"{path}: {error}", fix=f"restore it: git checkout -- {folder}") from error


def read_version(folder: Path) -> Version:
    """Everything in a version's folder. Raises EntryBroken."""
    manifest = read_manifest(folder)
    try:
        programs = Programs(
            generator=_text(folder / "generator.py"),
            question=_text(folder / "question.md.j2"),
            solver=_optional(folder / "solver.py"),
            verifier=_optional(folder / "verifier.py"),
            references=tuple(_read_reference(folder, info) for info in manifest.references),
        )
        evidence = json.loads(_text(folder / "evidence.json"))
        return Version(manifest=manifest, programs=programs, evidence=evidence)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise EntryBroken(f"{folder}: {error}", fix=f"restore it: git checkout -- {folder}") from error


def dump_yaml(value: Any) -> str:
    """YAML for people: keys in the order given, text unescaped where that reads back the same."""
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
    return text if yaml.safe_load(text) == value else yaml.safe_dump(value, sort_keys=False, width=110)


def version_key(version: str) -> tuple[int, int]:
    """`1.10` sorts after `1.9`."""
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _reference_path(name: str, language: str) -> str:
    return f"references/{name}.{SUFFIX[language]}"


def _read_reference(folder: Path, info: ReferenceInfo) -> Reference:
    code = _text(folder / _reference_path(info.name, info.language))
    return Reference.model_validate({**info.model_dump(), "code": code})


def _optional(path: Path) -> str | None:
    return _text(path) if path.exists() else None


def _text(path: Path) -> str:
    """The file as it was published: no line ending is translated, whatever the system's locale."""
    return path.read_bytes().decode()
