"""From a judged draft to a version in the registry."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

from pydantic import JsonValue

from scaler.environment import Environment, EnvironmentSpec, Programs
from scaler.registry import Manifest, Origin, ReferenceInfo, Registry, Version, golden
from scaler.sandbox import Sandbox
from scaler.validation import Verdict

ORACLES = 2


def publish(
    verdict: Verdict, registry: Registry, sandbox: Sandbox, inputs: str, provenance: dict[str, JsonValue], reason: str
) -> str:
    """Publish a draft with its evidence and return its reference. One that failed a gate is published as rejected."""
    candidate, draft = verdict.candidate, verdict.candidate.draft
    levels = tuple(draft.spec.levels[index] for index in candidate.levels)
    spec = draft.spec.model_copy(update={"levels": levels})
    trusted = [r for name in candidate.references for r in draft.programs.references if r.name == name]
    programs = draft.programs.model_copy(update={"references": tuple(trusted)})
    oracles = tuple(candidate.references[:ORACLES])
    problem = draft.problem
    manifest = Manifest(
        name=draft.name,
        version="0.0",
        inputs=_identity(inputs, spec, programs),
        spec=spec,
        origin=Origin(
            problem=problem.id,
            source=problem.source,
            licence=problem.licence,
            attribution=problem.attribution,
            statement_sha256=hashlib.sha256(problem.statement.encode()).hexdigest(),
        ),
        references=tuple(ReferenceInfo.model_validate(r.model_dump(exclude={"code"})) for r in trusted),
        oracles=oracles,
        passed=verdict.passed,
        golden=golden(Environment(f"{draft.name}@0.0", spec, programs, oracles, sandbox)) if verdict.passed else {},
        provenance={
            **provenance,
            "sandbox": dict(sandbox.describe()),
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
        },
    )
    evidence = tuple(e.model_dump(mode="json") for e in verdict.evidence)
    return registry.publish(Version(manifest=manifest, programs=programs, evidence=evidence), reason)


def _identity(inputs: str, spec: EnvironmentSpec, programs: Programs) -> str:
    """What makes this draft this draft: the same again is no new version, other completions are."""
    parts = [inputs, spec.model_dump_json(), programs.model_dump_json()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
