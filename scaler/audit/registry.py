"""Versions of a registry as subjects of an audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from scaler.audit.run import Subject
from scaler.errors import ConfigError, EntryBroken
from scaler.evaluation import Cell
from scaler.problems import Problem, Solution
from scaler.registry import Registry, Version
from scaler.validation import Draft, Evidence

UNHELD = "(the registry holds no statement)"


def read_pass_rates(path: Path) -> dict[str, dict[int, tuple[int, int]]]:
    """Reference -> level -> (passed, scored), from the pass-rates.json of `scaler evaluate`. Raises ConfigError."""
    try:
        cells = TypeAdapter(list[Cell]).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise ConfigError(
            f"{path} holds no pass rates: {error}", fix="give the pass-rates.json of `scaler evaluate`"
        ) from error
    rates: dict[str, dict[int, tuple[int, int]]] = {}
    for cell in cells:
        rates.setdefault(cell.environment, {})[cell.level] = (cell.passed, cell.samples - cell.unscored)
    return rates


def registry_subjects(
    registry: Registry,
    refs: Sequence[str],
    problems: Mapping[str, Problem] | None = None,
    pass_rates: Mapping[str, dict[int, tuple[int, int]]] | None = None,
) -> tuple[list[Subject], dict[str, str]]:
    """The versions to audit, and those that cannot be read with the reason why.

    All approved ones and candidates where no reference is given.

    A registry holds neither statements nor wrong solutions: with the `problems` (by id) that they were made from, the
    gates on examples and on wrong solutions take part. `pass_rates` are a model's, by reference. Raises EntryNotFound,
    and ConfigError for pass rates of versions that are not audited.
    """
    if not refs:
        refs = [row.ref for row in registry.rows() if row.state in ("candidate", "approved")]
    wanted, rates = [registry.resolve(ref) for ref in refs], pass_rates or {}
    if strange := sorted(rates.keys() - set(wanted)):
        raise ConfigError(f"pass rates of {strange[0]}, which is not audited", fix=f"audited are: {', '.join(wanted)}")
    subjects, unread = [], {}
    for ref in wanted:
        try:
            subjects.append(_subject(registry, ref, problems or {}, rates.get(ref, {})))
        except (EntryBroken, ValidationError) as error:
            unread[ref] = f"it cannot be read: {error}"
    return subjects, unread


def _subject(
    registry: Registry, ref: str, problems: Mapping[str, Problem], rates: dict[int, tuple[int, int]]
) -> Subject:
    version = registry.version(ref)
    draft = Draft(
        problem=problems.get(version.manifest.origin.problem) or _problem(version),
        spec=version.manifest.spec,
        programs=version.programs,
    )
    stored = tuple(Evidence.model_validate(each) for each in version.evidence)
    return Subject(ref=ref, identity=registry.digest(ref), draft=draft, stored=stored, pass_rates=rates)


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
