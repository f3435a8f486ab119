from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scaler.audit import read_pass_rates
from scaler.cli import main
from scaler.registry import Registry, write_lock
from scaler.sandbox import Sandbox
from tests import toy
from tests.cli.command import run
from tests.llm.server import Reply, ScriptedServer, chat, endpoint

__all__ = ["endpoint"]

pytestmark = pytest.mark.sandbox


def solves_up_to(length: int) -> Any:
    """A model that is right on short lists and says 0 on long ones."""

    def answer(request: dict[str, Any]) -> Reply:
        question = request["messages"][-1]["content"]
        numbers = list(map(int, re.findall(r"\d+", question.split("\n")[0])))
        operation = "max" if toy.TASKS["max"] in question else "min"
        right = toy.truth(operation, numbers) if len(numbers) <= length else 0
        return Reply(chat(f"\\boxed{{{right}}}"))

    return answer


@pytest.fixture
def registry(tmp_path: Path, sandbox: Sandbox) -> Registry:
    made = toy.registry(tmp_path, sandbox, "max", "min")
    for name in ("max-of-list", "min-of-list"):
        main_ok("review", "approve", name, "--reviewer", "ann", "--reason", "read", "--registry", str(made.root))
    return made


def main_ok(*arguments: str) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 0


def test_a_served_model_gets_a_profile_and_nothing_is_asked_twice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, registry: Registry, endpoint: ScriptedServer
) -> None:
    endpoint.answer = solves_up_to(6)
    both, train = write_lock(registry, "both"), write_lock(registry, "train", ["max-of-list"])
    out = tmp_path / "profile"
    command = ("evaluate", "--model", "toy", "--base-url", endpoint.base_url, "--lock", str(both), "--out", str(out))
    flags = ("--not-in", str(train), "--registry", str(registry.root), "--budget", "24", "--concurrency", "4")
    code, text, _ = run(capsys, *command, *flags)
    assert code == 0
    assert "1 environments seen in training" in text
    assert "1 environments unseen in training" in text
    profile = json.loads((out / "profile.json").read_text())
    sizes = [scale["n"] for scale in registry.manifest("max-of-list@1.0").spec.levels]
    border = sum(size <= 6 for size in sizes)  # the first level that fails
    for environment, trained in zip(profile["environments"], (True, False), strict=True):
        assert environment["trained"] is trained
        assert environment["rollouts"] == sum(level["samples"] for level in environment["curve"]) <= 24
        assert environment["frontier"]["low"] <= border - 0.5 <= environment["frontier"]["high"]
        assert abs(environment["frontier"]["value"] - (border - 0.5)) < 1
    assert "min-of-list@1.0 *" in (out / "profile.svg").read_text()
    asked = len(endpoint.requests)
    assert asked == sum(environment["rollouts"] for environment in profile["environments"])
    again = run(capsys, *command, *flags, "--compare", str(out / "profile.json"))
    assert again[0] == 0
    assert len(endpoint.requests) == asked
    assert json.loads((out / "profile.json").read_text()) == profile
    code, _, error = run(capsys, *command, *flags, "--temperature", "0")
    assert code == 1
    assert "rollouts.jsonl is of another evaluation: sampling differ" in error
    assert set(read_pass_rates(out / "pass-rates.json")) == {"max-of-list@1.0", "min-of-list@1.0"}


def test_a_lost_endpoint_ends_it_and_later_it_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, registry: Registry, endpoint: ScriptedServer
) -> None:
    lock, out = write_lock(registry, "both"), tmp_path / "profile"
    command = ("evaluate", "--model", "toy", "--lock", str(lock), "--out", str(out), "--registry", str(registry.root))
    solve, count = solves_up_to(6), 0

    def lost(request: dict[str, Any]) -> Reply:
        nonlocal count
        count += 1
        return solve(request) if count <= 20 else Reply({"error": {"message": "gone away"}}, 403)

    endpoint.answer = lost
    code, _, error = run(capsys, *command, "--concurrency", "1")
    assert code == 1
    assert "status 403" in error
    assert not (out / "profile.json").exists()
    endpoint.answer = solve
    first = len(endpoint.requests)
    assert run(capsys, *command, "--concurrency", "1")[0] == 0
    profile = json.loads((out / "profile.json").read_text())
    assert len(endpoint.requests) - first == sum(each["rollouts"] for each in profile["environments"]) - 20


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ([], "say what is to be evaluated: one model"),
        (["folder", "--model", "m"], "say what is to be evaluated: one model"),
        (["folder", "--base-url", "http://localhost:1/v1"], "folder is a folder, it is at no endpoint"),
        (["--model", "m"], "no.lock"),
    ],
)
def test_wrong_use_says_what_to_do(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    error: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, text = run(capsys, "evaluate", *arguments, "--lock", "no.lock")
    assert code == 1
    assert error in text
    assert "fix:" in text
