"""Versions of a registry as subjects of an audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scaler.audit.run import Subject
from scaler.problems import Problem, Solution
from scaler.registry import Registry, Version
from scaler.validation import Draft, Evidence

UNHELD = "(the registry holds no statement)"


def registry_subjects(
    registry: Registry, refs: Sequence[str], problems: Mapping[str, Problem] | None = None
) -> list[Subject]:
    """The versions to audit; all approved ones and candidates where no reference is given.

    A registry holds neither statements nor wrong solutions: with the `problems` (by id) that they were made from, the
    gates on examples and on wrong solutions take part. Raises EntryNotFound, EntryBroken.
    """
    if not refs:
        refs = [row.ref for row in registry.rows() if row.state in ("candidate", "approved")]
    return [_subject(registry, registry.resolve(ref), problems or {}) for ref in refs]


def _subject(registry: Registry, ref: str, problems: Mapping[str, Problem]) -> Subject:
    version = registry.version(ref)
    draft = Draft(
        problem=problems.get(version.manifest.origin.problem) or _problem(version),
        spec=version.manifest.spec,
        programs=version.programs,
    )
    stored = tuple(Evidence.model_validate(each) for each in version.evidence)
    return Subject(ref=ref, identity=registry.digest(ref), draft=draft, stored=stored)


def _problem(version: Version) -> Problem:
    """What can be said of a version's problem from the version alone."""
    origin = version.manifest.origin
    return Problem(
        id=version.manifest.name,
        title=version.manifest.spec.title,
        statement=UNHELD,
        examples=(),
        solutions=tuple(
            Solution(name=r.name, language=r.language, verdict="accepted", code=r.code, author=r.author)
            for r in version.programs.references
        ),
        source=origin.source,
        licence=origin.licence,
        attribution=origin.attribution,
        batch=version.manifest.spec.batch,
    )
