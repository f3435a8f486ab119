"""Versions made of little: for tests that run none of their programs."""

from __future__ import annotations

from scaler.environment import AnswerSpec, EnvironmentSpec, Programs, Reference, ScaleParameter
from scaler.registry import Manifest, Origin, ReferenceInfo, Version

PROVENANCE = {
    "generated_by": "some-model",
    "model": "some-model",
    "sampling": {"temperature": 1.0},
    "prompts": {"analysis": "1.0 0123456789ab"},
    "calls": 4,
    "attempts": 1,
    "tokens": 1000,
    "pipeline": "1",
    "problem_sha256": "0",
    "thresholds": {"min_levels": 4},
    "sandbox": {"backend": "bwrap", "tier": "1"},
    "time": "2026-01-01T00:00:00+00:00",
}


def version(inputs: str = "a", golden: str = "g1", *, name: str = "sum", passed: bool = True) -> Version:
    spec = EnvironmentSpec(
        title="Sum",
        answer=AnswerSpec(kind="integer", instruction="one integer."),
        scale={"n": ScaleParameter(min=1, max=9, measure="len(a)", meaning="how many")},
        fields={"a": "numbers"},
        levels=({"n": 1}, {"n": 9}),
    )
    reference = Reference(name="plain", language="python", code="print(sum(map(int, input().split())))\n", author="x")
    manifest = Manifest(
        name=name,
        version="0.0",
        inputs=inputs,
        spec=spec,
        origin=Origin(problem=name, source="test", licence="CC0-1.0", attribution="nobody", statement_sha256="0"),
        references=(ReferenceInfo(name="plain", language="python", author="x"),),
        oracles=("plain",),
        passed=passed,
        golden={"n=1": golden, "n=9": "g"} if passed else {},
        provenance=PROVENANCE,
    )
    programs = Programs(generator="g", question="q", solver="s", references=(reference,))
    return Version(manifest=manifest, programs=programs, evidence=({"gate": "runs", "passed": passed},))
