"""Evaluation and synthesis against real servers of a real language model, as a user runs them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scaler.synthesis.outcome import Outcome
from tests.serving.commands import ROOT, Shell
from tests.serving.server import Served

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(3600)]

NOWHERE = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}
"""The port of the discard service, where nothing listens: what is asked of it fails."""


def test_an_evaluation_counts_what_the_server_answered(served: Served, shell: Shell, tmp_path: Path) -> None:
    registry, out = tmp_path / "registry", tmp_path / "evaluation"
    shutil.copytree(ROOT / "env_registry" / "zipper", registry / "zipper")
    shell.scaler("lock", "tiny", "zipper", "--registry", registry)
    evaluate = (
        *("evaluate", "--model", served.model, "--lock", registry / "sets" / "tiny.lock", "--registry", registry),
        *("--out", out, "--instances", "1", "--samples", "2", "--max-new-tokens", "32", "--concurrency", "4", "--json"),
    )
    before = served.answered

    cells = rows(shell.scaler(*evaluate))

    assert [(cell["environment"], cell["level"], cell["samples"]) for cell in cells] == [
        ("zipper", level, 2) for level in range(7)
    ]
    assert sum(cell["unscored"] for cell in cells) == 0
    assert served.answered - before == 14
    pairs = [answers(folder) for folder in (out / "completions").iterdir()]
    assert [len(pair) for pair in pairs] == [2] * 7
    assert all(text for pair in pairs for text in pair)
    assert any(first != second for first, second in pairs), "the server does not sample"
    paid = ledger(out)
    assert len(paid) == 14
    assert not any(line["estimated"] for line in paid)

    away = replace(shell, environment=shell.environment | NOWHERE)
    assert rows(away.scaler(*evaluate)) == cells
    assert ledger(out) == paid


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


def short_prompts(folder: Path) -> Path:
    """The prompts that come with SCALER, for a model of few words: it would ramble on to the limit."""
    shutil.copytree(ROOT / "prompts", folder)
    for path in folder.glob("*.md.j2"):
        text, changed = re.subn(r"max_tokens: \d+", "max_tokens: 128", path.read_text(), count=1)
        assert changed, f"{path.name} sets no max_tokens"
        path.write_text(text)
    return folder


def rows(printed: str) -> Sequence[dict[str, Any]]:
    """The JSON list at the end of what a command printed."""
    found: list[dict[str, Any]] = json.loads(printed[printed.index("\n[") :])
    return found


def ledger(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "ledger.jsonl").read_text().splitlines()]
