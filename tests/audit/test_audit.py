"""Audits confirm sound versions, name what changed, find a pool's defects by level, and go on where they stopped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scaler.audit import Audit, audit, findings, pool_subjects, read_pass_rates, registry_subjects, summary
from scaler.errors import ConfigError, ProblemError
from scaler.registry import Registry
from scaler.sandbox import Sandbox
from scaler.validation import Evidence, Thresholds, load_thresholds, open_library
from tests import toy

pytestmark = pytest.mark.sandbox

GENERATOR = """
def generate_testcase(json_obj):
    n = json_obj["n"]
    a = [randint(1, 99) for _ in range(n)]
    return f"{n}\\n{' '.join(map(str, a))}\\n", {"n": n, "a": a}
"""
PRODUCTS = "input()\na = list(map(int, input().split()))\nprint(max([x * y for x, y in zip(a, a[1:])] or [0]))\n"
LOOP = """
n = int(input())
a = [int(x) for x in input().split()]
best = 0
for i in range(n - 1):
    best = max(best, a[i] * a[i + 1])
print(best)
"""
TEXT = """Find the largest product of two neighbours.

Input

n, then n numbers.

Output

One integer.

Examples

Input

3
2 3 4


Output

12
"""


def quick() -> Thresholds:
    return load_thresholds().model_copy(update=toy.QUICK)


def pool(tmp_path: Path, **changes: Any) -> Path:
    """A pool of one environment, in the released format; offsets 0 and 1 give too few instances."""
    entry = {
        "name": "77_A. Products",
        "logic_description": "Find the largest product of two neighbours.",
        "raw_description": TEXT,
        "solutions": {"solution": [PRODUCTS, LOOP], "language": [3, 3]},
        "instruction": "Output one integer.",
        "generate_testcase": GENERATOR,
        "output_type": "number",
        "is_output_unique": True,
        "params": {"n": {"min": 1, "max": 40, "base": 1.0}, "difficulty": {"version": 1}},
        "difficulty_dict": {str(i): offset for i, offset in enumerate((0, 1, 2, 2, 4, 8, 16, 24))},
    }
    path = tmp_path / "pool.json"
    path.write_text(json.dumps({entry["name"]: entry | changes}))
    return path


def run(tmp_path: Path, sandbox: Sandbox, read: Any, **options: Any) -> list[Audit]:
    subjects, unread = read
    assert unread == {}
    audits, undone = audit(subjects, sandbox, options.pop("thresholds", quick()), tmp_path / "audit", **options)
    assert undone == {}
    return audits


def test_a_published_version_is_confirmed_on_the_same_and_on_fresh_instances(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max", "min")
    problems = {f"{name}-of-list": toy.problem(name) for name in ("max", "min")}
    for seed in (0, 1):
        audits = run(
            tmp_path, sandbox, registry_subjects(registry, [], problems), seed=seed, library=open_library(registry)
        )
        assert [(each.ref, each.passed, each.changed) for each in audits] == [
            ("max-of-list@1.0", True, {}),
            ("min-of-list@1.0", True, {}),
        ]
    assert "2 audited, 2 pass every gate, 0 do not, 0 not judged" in summary(audits, {})


def test_a_version_whose_evidence_does_not_hold_any_more_says_which_gate(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max")
    strict = quick().model_copy(update={"guess_max": 0.0, "commonest_answer_max": 0.0})
    (result,) = run(tmp_path, sandbox, registry_subjects(registry, ["max-of-list"]), thresholds=strict)
    assert not result.passed
    assert result.changed is not None
    assert list(result.changed) == ["diversity"]
    assert result.changed["diversity"].startswith("passed then, failed now: 0 of at least 4 levels are diverse")
    assert {finding.level for finding in result.findings if finding.gate == "diversity"} == set(range(result.levels))


def test_stored_evidence_that_was_forged_or_says_less_is_not_confirmed(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max")
    ((subject,), _) = registry_subjects(registry, [])
    forged = [each.model_copy(update={"measured": {}}) if each.gate == "agreement" else each for each in subject.stored]
    forged.append(Evidence(gate="astrology", passed=True))
    ((result,), _) = audit([subject.model_copy(update={"stored": tuple(forged)})], sandbox, quick(), tmp_path / "audit")
    assert result.passed
    assert result.changed is not None
    assert sorted(result.changed) == ["agreement", "astrology"]
    assert result.changed["agreement"].startswith("disagreements is not in the stored evidence")
    assert result.changed["astrology"] == "not reached now"


def test_an_entry_that_cannot_be_read_keeps_nobody_from_working(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max", "min")
    (registry.root / "min-of-list" / "1.0" / "generator.py").unlink()
    subjects, unread = registry_subjects(registry, [])
    assert [each.ref for each in subjects] == ["max-of-list@1.0"]
    assert list(unread) == ["min-of-list@1.0"]
    library = open_library(registry)
    assert (list(library.environments), list(library.unread)) == (["max-of-list"], ["min-of-list"])


def test_pass_rates_of_others_are_refused(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max")
    with pytest.raises(ConfigError) as error:
        registry_subjects(registry, [], None, {"sum-of-list@1.0": {0: (1, 2)}})
    assert error.value.message == "pass rates of sum-of-list@1.0, which is not audited"


def test_an_audit_that_was_stopped_does_nothing_twice(tmp_path: Path, sandbox: Sandbox) -> None:
    registry = toy.registry(tmp_path, sandbox, "max")
    subjects = registry_subjects(registry, [])
    first = run(tmp_path, sandbox, subjects)
    judged: list[str] = []
    again = run(tmp_path, sandbox, subjects, passed=lambda subject, verdict: judged.append(subject.ref))
    assert (again, judged) == (first, [])
    (tmp_path / "audit" / "max-of-list@1.0.json").write_text("half a line")
    run(tmp_path, sandbox, subjects, passed=lambda subject, verdict: judged.append(subject.ref))
    assert judged == ["max-of-list@1.0"]


def test_a_pool_is_judged_as_its_training_would_use_it(tmp_path: Path, sandbox: Sandbox) -> None:
    limits = quick().model_copy(update={"solver_required": False})
    (result,) = run(tmp_path, sandbox, pool_subjects(pool(tmp_path), sandbox), thresholds=limits)
    assert [(f.gate, f.level, f.text) for f in result.findings] == [
        ("ladder", None, "levels 3 have the scale of the level before"),
        ("ladder", None, 'the top level stays below the measured maximum: {"n": 25} of {"n": 40}'),
        ("structure", None, "the question names '77_A. P', the problem's id"),
        ("diversity", 0, "one instance has a share of 12%, at most 10% allowed"),
        ("diversity", 1, "the guess `product of a` is right in 100%, at most 50% allowed"),
    ]
    assert not result.passed
    table = summary([result], {"other": "the sandbox\nfailed"})
    assert "| 77-a-products | 7 | 2 | ladder, structure | none |" in table
    assert "- diversity, level 1: the guess \\`product of a\\` is right in 100%, at most 50% allowed" in table
    assert "- other was not judged: the sandbox failed" in table


def test_a_pool_entry_that_cannot_be_read_is_named(tmp_path: Path, sandbox: Sandbox) -> None:
    with pytest.raises(ProblemError) as error:
        pool_subjects(pool(tmp_path, difficulty_dict={"0": "low"}), sandbox)
    assert "('difficulty_dict', 0)" in error.value.message
    assert error.value.fix == "name the JSON file of a released SCALER pool"


def test_findings_take_levels_from_tables_and_from_replays() -> None:
    replay = {"replay": [{"level": 3, "scale": {"n": 5}, "seed": 0}]}
    found = findings(
        [
            Evidence(gate="solver", passed=False, reason="differs", measured=replay),
            Evidence(gate="agreement", passed=True, measured={"dropped": {"slow": "timeout"}}),
            Evidence(gate="prompt", passed=True, measured={"levels": [0], "tokens": {"0": 90, "1": 4000}}),
        ]
    )
    assert [(f.gate, f.level, f.text, f.failing) for f in found] == [
        ("solver", 3, "differs", True),
        ("agreement", None, "slow is dropped: timeout", False),
        ("prompt", 1, "the question takes 4000 tokens", False),
    ]


def test_pass_rates_that_do_not_fall_fail_the_ladder(tmp_path: Path, sandbox: Sandbox) -> None:
    registry: Registry = toy.registry(tmp_path, sandbox, "max")
    path = tmp_path / "cells.json"
    for passed, sound in [([9, 8, 7, 5, 4, 3, 1, 0], True), ([3, 4, 3, 4, 3, 4, 3, 4], False)]:
        cells = [
            {"environment": "max-of-list@1.0", "level": level, "samples": 12, "passed": count, "unscored": 2}
            for level, count in enumerate(passed)
        ]
        path.write_text(json.dumps(cells))
        (result,) = run(tmp_path, sandbox, registry_subjects(registry, [], None, read_pass_rates(path)))
        assert result.passed is sound
        assert any(f.text.startswith("the model's pass rate does not fall") for f in result.findings) is not sound


def test_pass_rates_that_cannot_be_read_name_the_fix(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        read_pass_rates(tmp_path / "none.json")
    assert error.value.fix == "give the pass-rates.json of `scaler evaluate`"
