from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scaler.sandbox import Sandbox
from tests import toy
from tests.cli.command import run

pytestmark = pytest.mark.sandbox


@pytest.fixture
def registry(tmp_path: Path, sandbox: Sandbox) -> Sequence[str]:
    """The flag that names a registry with two candidates."""
    return ["--registry", str(toy.registry(tmp_path, sandbox, "max", "min").root)]


def test_an_instance_is_drawn_twice_the_same_and_scored(
    capsys: pytest.CaptureFixture[str], registry: Sequence[str]
) -> None:
    draw = ("env", "sample", "max-of-list", "--level", "3", "--seed", "7", "--json", *registry)
    code, first, _ = run(capsys, *draw)
    assert (code, first) == run(capsys, *draw)[:2]
    answer = json.loads(first)["answer"]
    for text, verdict in [
        (f"\\boxed{{{answer}}}", "right: equals the oracles' answer\n"),
        ("", "wrong: no \\boxed{...} in the text\n"),
        (f"\\boxed{{{answer + 1}}}", "wrong: differs from the oracles' answer\n"),
    ]:
        score = ("env", "score", "max-of-list", text, "--level", "3", "--seed", "7", *registry)
        assert run(capsys, *score) == (0, verdict, "")


def test_people_review_and_lock(capsys: pytest.CaptureFixture[str], registry: Sequence[str]) -> None:
    assert run(capsys, "lock", "demo", *registry)[0] == 1
    by = ("--reviewer", "ann", "--reason", "read it", *registry)
    code, out, _ = run(capsys, "review", "approve", "max-of-list", *by)
    assert (code, out) == (0, "max-of-list@1.0 is approved, by ann: read it\n")
    assert run(capsys, "review", "reject", "min-of-list", *by)[0] == 0
    code, out, _ = run(capsys, "review", "list", "--json", *registry)
    assert [(row["ref"], row["state"]) for row in json.loads(out)] == [
        ("max-of-list@1.0", "approved"),
        ("min-of-list@1.0", "rejected"),
    ]
    code, out, _ = run(capsys, "lock", "demo", *registry)
    assert (code, out) == (0, f"wrote {registry[1]}/sets/demo.lock\n")
    code, out, _ = run(capsys, "review", "show", "max-of-list", *registry)
    assert "pass  wrong_solutions" in out
    assert "approved by ann: read it" in out


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (["nonsense"], 2, "nonsense"),
        (["env", "sample"], 2, "requires an argument"),
        (["env", "sample", "none"], 1, "scaler: no environment 'none' in env_registry\n  fix: scaler env list"),
        (["synth", "nowhere", "--model", "m", "--replay"], 1, "scaler: nowhere"),
        (["record", "a", "b", "--model", "m"], 1, "scaler: say where completions come from\n  fix: either --live or"),
    ],
)
def test_wrong_use_is_2_and_failure_is_1_with_a_fix(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    error: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    got, _, err = run(capsys, *arguments)
    assert got == code
    assert error in err


def test_the_doctor_tries_every_backend_and_compiles(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCALER_SANDBOX", raising=False)
    monkeypatch.delenv("SCALER_SANDBOXFUSION_URL", raising=False)
    code, out, _ = run(capsys, "doctor")
    facts = {line.split()[0]: " ".join(line.split()[1:]) for line in out.splitlines() if line.strip()}
    assert code == 0
    assert {"bwrap", "landlock", "tier", "network", "files", "processes", "memory", "python"} <= set(facts)
    assert facts["sandboxfusion"] == "not set up set SCALER_SANDBOXFUSION_URL"
    assert facts["C++"] == "works"


def test_the_doctor_says_why_there_is_none(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCALER_SANDBOX", "sandboxfusion")
    monkeypatch.delenv("SCALER_SANDBOXFUSION_URL", raising=False)
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "no sandbox: SCALER_SANDBOXFUSION_URL is not set" in out
