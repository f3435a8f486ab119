"""What a published version says of itself, and how it lies on disk."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Self

import yaml
from pydantic import Field, JsonValue, model_validator

from scaler.environment import EnvironmentSpec, Frozen, Programs, Reference
from scaler.errors import EntryBroken
from scaler.problems import Language
from scaler.registry.files import restore
from scaler.registry.provenance import Origin

UNREADABLE = (yaml.YAMLError, ValueError, RecursionError)
"""What reading YAML into a model may raise; pydantic's and Unicode's errors are ValueErrors."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_BYTES, _PLAIN_MARKS = 1 << 20, 5_000  # below both, nothing can be nested deep enough to do harm
_MAX_DEPTH = 64
SUFFIX = {"python": "py", "cpp": "cpp"}
_NUMBER = "0|[1-9][0-9]{0,5}"
REF = re.compile(rf"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)(?:@(?P<version>(?:{_NUMBER})\.(?:{_NUMBER})))?")


class ReferenceInfo(Frozen):
    """One reference solution: its file under `references/` and whose it is."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
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


def read_manifest(content: bytes, where: str) -> Manifest:
    """The manifest in `manifest.yaml`'s content. Raises EntryBroken, naming `where`, the version's place, and field."""
    try:
        return Manifest.model_validate(load_yaml(content))
    except UNREADABLE as error:
        raise EntryBroken(f"{where}/manifest.yaml: {error}", fix=restore(where)) from error


def read_version(files: Mapping[str, bytes], where: str) -> Version:
    """The version that the files of a folder make. Raises EntryBroken, naming `where`, the version's place."""
    try:
        manifest = read_manifest(files["manifest.yaml"], where)
        programs = Programs(
            generator=files["generator.py"].decode(),
            question=files["question.md.j2"].decode(),
            solver=_optional(files, "solver.py"),
            verifier=_optional(files, "verifier.py"),
            references=tuple(_read_reference(files, info) for info in manifest.references),
        )
        evidence = json.loads(files["evidence.json"])
        return Version(manifest=manifest, programs=programs, evidence=evidence)
    except KeyError as error:
        raise EntryBroken(f"{where}: {error.args[0]} is missing", fix=restore(where)) from error
    except (ValueError, RecursionError) as error:
        raise EntryBroken(f"{where}: {error}", fix=restore(where)) from error


def load_yaml(content: bytes) -> Any:
    """YAML of plain data, by libyaml where it is there: five times as fast.

    Raises one of UNREADABLE, also for what would bring the process down: one part in several places by aliases, of
    which a few lines can mean billions, and nesting so deep that libyaml's stack overflows (at some 20,000).
    """
    text = content.decode()
    if len(content) > _PLAIN_BYTES or sum(map(text.count, "[{-?")) > _PLAIN_MARKS:
        _require_shallow(text)
    value = yaml.load(text, Loader=_LOADER)
    seen: set[int] = set()
    level = [value]
    while containers := [node for node in level if isinstance(node, (list, dict))]:
        if len(seen | {id(node) for node in containers}) < len(seen) + len(containers):
            raise ValueError("aliases are not allowed")
        seen.update(id(node) for node in containers)
        level = [item for node in containers for item in (node.values() if isinstance(node, dict) else node)]
    return value


def _require_shallow(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MAX_DEPTH:
            raise ValueError(f"nested deeper than {_MAX_DEPTH}")


def dump_yaml(value: Any) -> str:
    """YAML for people: keys in the order given, text unescaped where that reads back the same."""
    text = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110)
    return text if load_yaml(text.encode()) == value else yaml.safe_dump(value, sort_keys=False, width=110)


def version_key(version: str) -> tuple[int, int]:
    """`1.10` sorts after `1.9`."""
    major, _, minor = version.partition(".")
    return int(major), int(minor)


def _reference_path(name: str, language: str) -> str:
    return f"references/{name}.{SUFFIX[language]}"


def _read_reference(files: Mapping[str, bytes], info: ReferenceInfo) -> Reference:
    code = files[_reference_path(info.name, info.language)].decode()
    return Reference.model_validate({**info.model_dump(), "code": code})


def _optional(files: Mapping[str, bytes], name: str) -> str | None:
    return files[name].decode() if name in files else None
