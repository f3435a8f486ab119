"""Evaluation and synthesis against real servers of a real language model, as a user runs them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scaler.synthesis.outcome import Outcome
from tests.serving.commands import ROOT, Shell
from tests.serving.server import Served

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(7200)]

NOWHERE = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
"""The port of the discard service, where nothing listens: what is asked of it fails."""


def test_an_evaluation_counts_what_the_server_answered(served: Served, shell: Shell, tmp_path: Path) -> None:
    evaluate, out = evaluation(served, shell, tmp_path), tmp_path / "evaluation"
    alike = (*evaluate, "--out", out, "--exhaustive", "--instances", "1", "--samples", "2")
    before = served.answered

    shell.scaler(*alike)

    profile = read_profile(out)
    (zipper,) = profile["environments"]
    assert [(level["samples"], level["unscored"]) for level in zipper["curve"]] == [(2, 0)] * 7
    assert served.answered - before == 14
    pairs = [answers(folder) for folder in (out / "completions").iterdir()]
    assert [len(pair) for pair in pairs] == [2] * 7
    assert all(text for pair in pairs for text in pair)
    assert any(first != second for first, second in pairs), "the server does not sample"
    paid = ledger(out)
    assert len(paid) == 14
    assert not any(line["estimated"] for line in paid)

    (out / "rollouts.jsonl").unlink()
    replace(shell, environment=shell.environment | NOWHERE).scaler(*alike)
    assert read_profile(out) == profile
    assert ledger(out) == paid


def test_the_adaptive_evaluation_stops_at_its_budget(served: Served, shell: Shell, tmp_path: Path) -> None:
    evaluate, out = evaluation(served, shell, tmp_path), tmp_path / "evaluation"
    before = served.answered

    printed = shell.scaler(*evaluate, "--out", out, "--budget", "8")

    (zipper,) = read_profile(out)["environments"]
    assert zipper["rollouts"] == served.answered - before == 8
    assert zipper["unscored"] == 0
    assert zipper["frontier"]["value"] < 1, "this model cannot zip words of any length"
    assert f"profile: {out / 'profile.json'}" in printed
    assert (out / "profile.svg").is_file()


def test_a_useless_draft_is_rejected_with_its_reason(served: Served, shell: Shell, tmp_path: Path) -> None:
    work, recording = tmp_path / "work", tmp_path / "recording"
    synth = (
        *("synth", ROOT / "examples" / "problems", "--only", "stair-costs", "--model", served.model),
        *("--registry", tmp_path / "registry", "--recording", recording),
        *("--prompts", short_prompts(tmp_path / "prompts")),
    )
    before = served.answered

    printed = shell.scaler(*synth, "--work", work)

    outcome = Outcome.model_validate_json((work / "outcomes" / "stair-costs.json").read_bytes())
    assert not outcome.passed
    assert outcome.reason
    assert f"rejected after 1 repair at {outcome.stage}: {outcome.reason.splitlines()[0][:40]}" in printed
    recorded = sorted(path.name.partition(".")[0] for path in (recording / "stair-costs").iterdir())
    assert recorded[0] == "01-analysis"
    assert recorded[-1].endswith("-repair")
    assert outcome.calls == len(recorded) == served.answered - before
    paid = ledger(work)
    assert [f"{number:02d}-{line['step']}" for number, line in enumerate(paid, 1)] == recorded
    assert not any(line["estimated"] for line in paid)
    assert sum(line["prompt_tokens"] + line["completion_tokens"] for line in paid) == outcome.tokens
    assert f"{len(paid)} completions (0 from the recording), {outcome.tokens} new tokens" in printed

    away = replace(shell, environment=shell.environment | NOWHERE)
    again = away.scaler(*synth, "--work", tmp_path / "again")
    assert f"{len(paid)} completions ({len(paid)} from the recording), 0 new tokens" in again


def answers(folder: Path) -> list[str]:
    """The texts of the completions recorded in a folder."""
    return [path.read_text().split("\n---\n", 1)[1] for path in sorted(folder.glob("*.md"))]


def evaluation(served: Served, shell: Shell, folder: Path) -> tuple[str | Path, ...]:
    """The command that evaluates the served model on one environment, without the folder to write to."""
    registry = folder / "registry"
    shutil.copytree(ROOT / "env_registry" / "zipper", registry / "zipper")
    shell.scaler("lock", "tiny", "zipper", "--registry", registry)
    return (
        *("evaluate", "--model", served.model, "--lock", registry / "sets" / "tiny.lock", "--registry", registry),
        *("--max-new-tokens", "32", "--concurrency", "4"),
    )


def short_prompts(folder: Path) -> Path:
    """The prompts that come with SCALER, for a model of few words: it would ramble on to the limit."""
    shutil.copytree(ROOT / "prompts", folder)
    for path in folder.glob("*.md.j2"):
        text, changed = re.subn(r"max_tokens: \d+", "max_tokens: 128", path.read_text(), count=1)
        assert changed, f"{path.name} sets no max_tokens"
        path.write_text(text)
    return folder


def read_profile(folder: Path) -> dict[str, Any]:
    """What `scaler evaluate` found."""
    found: dict[str, Any] = json.loads((folder / "profile.json").read_text())
    return found


def ledger(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text().splitlines()]
