"""An entry whose task is three yes-or-no instances, with evidence in today's layout."""

from __future__ import annotations

from scaler.environment import AnswerSpec, EnvironmentSpec, Programs, Reference, ScaleParameter
from scaler.registry import Manifest, Origin, ReferenceInfo, Version, scale_key

FOLD = 3
_GENERATOR = """
def generate(scale, rng):
    return {"a": [rng.randint(0, 9) for _ in range(scale["n"])]}


def to_stdin(data):
    return " ".join(map(str, data["a"]))
"""
_REPEATS = "a = input().split()\nprint('FINE' if len(set(a)) < len(a) else 'BAD')\n"
_SOLVER = """
def solve(question):
    digits = question.split("Digits: ")[1].split("\\n")[0].split()
    return len(set(digits)) < len(digits)
"""
SOUND = {"count": 0, "trials": 100, "bound_95": 0.0295}
EVIDENCE = (
    {
        "gate": "agreement",
        "passed": True,
        "measured": {
            "trusted": SOUND,
            "replay": [
                {"level": 0, "scale": {"n": 3}, "seed": 7},
                {"level": 1, "scale": {"n": 5}, "seed": 4, "shape": "rising"},
            ],
        },
    },
    {"gate": "answers", "passed": True, "measured": {"replay": [{"level": 1, "scale": {"n": 5}, "seed": 7}]}},
    {
        "gate": "wrong_solutions",
        "passed": True,
        "measured": {"caught": {"guess": {"level": 0, "scale": {"n": 3}, "seed": 5}}},
    },
)


def folded_version() -> Version:
    """Does a digit repeat? Asked of three rows of digits at once."""
    codes = {"plain": _REPEATS, "again": _REPEATS}
    spec = EnvironmentSpec(
        title="Repeats",
        answer=AnswerSpec(kind="boolean", words={"FINE": True, "BAD": False}, instruction="yes or no."),
        scale={"n": ScaleParameter(min=3, max=5, measure="len(a)", meaning="how many")},
        fields={"a": "the digits"},
        levels=({"n": 3}, {"n": 5}),
        fold=FOLD,
    )
    manifest = Manifest(
        name="repeats",
        version="0.0",
        inputs="repeats",
        spec=spec,
        origin=Origin(problem="repeats", source="tests", licence="CC0-1.0", attribution="nobody", statement_sha256="0"),
        references=tuple(ReferenceInfo(name=name, language="python", author=name) for name in codes),
        oracles=tuple(codes),
        passed=True,
        golden={scale_key(scale): "0" for scale in spec.levels},
        provenance={"generated_by": "toy", "time": "2026-01-01T00:00:00+00:00"},
    )
    programs = Programs(
        generator=_GENERATOR,
        question="Digits: {{ a | join(' ') }}\nDoes one repeat?",
        solver=_SOLVER,
        references=tuple(
            Reference(name=name, language="python", code=code, author=name) for name, code in codes.items()
        ),
    )
    return Version(manifest=manifest, programs=programs, evidence=EVIDENCE)
