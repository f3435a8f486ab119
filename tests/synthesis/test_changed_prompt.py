"""A prompt that changed: what depends on it is asked anew, what does not is not paid for again."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from scaler.llm import LLMConfig
from scaler.registry import Registry
from scaler.resources import shipped
from scaler.sandbox import Sandbox
from scaler.synthesis import BatchResult, Selection, SynthesisConfig, make_plan, open_workshop, synthesize_planned
from tests import toy
from tests.llm.server import ScriptedServer, endpoint
from tests.synthesis.test_kill import reply, step_of

__all__ = ["endpoint"]

pytestmark = pytest.mark.sandbox


def run(config: SynthesisConfig, problems: Path, *, compares: bool = True) -> BatchResult:
    with open_workshop(config) as workshop:
        (batch,) = make_plan(str(problems), Selection(), config.work, workshop.thresholds).batches
        result = synthesize_planned(batch, workshop)
        assert ("library" in vars(workshop)) == compares  # a large registry is read only when a draft is compared
        return result


def test_a_changed_prompt_is_asked_again_and_no_other(
    tmp_path: Path, endpoint: ScriptedServer, sandbox: Sandbox
) -> None:
    endpoint.answer = reply
    problems = tmp_path / "problems.jsonl"
    problems.write_text("".join(toy.problem(name).model_dump_json() + "\n" for name in ("max", "min")))
    shutil.copytree(shipped("prompts"), tmp_path / "prompts")
    config = SynthesisConfig(
        llm=LLMConfig(mode="live", model="toy", recording=tmp_path / "recording"),
        registry=tmp_path / "registry",
        work=tmp_path / "work",
        prompts=tmp_path / "prompts",
    )
    first = run(config, problems)
    assert [outcome.ref for outcome in first.outcomes] == ["max-of-list@1.0", "min-of-list@1.0"]
    assert run(config, problems, compares=False) == first
    assert len(endpoint.requests) == 2 * len(toy.STEPS)

    solver = tmp_path / "prompts" / "solver.md.j2"
    solver.write_text(solver.read_text().replace("brute force", "sheer brute force"))
    again = run(config, problems)
    assert all(outcome.passed for outcome in again.outcomes)
    asked = [step_of(request) for request in endpoint.requests]
    assert Counter(asked[2 * len(toy.STEPS) :]) == {"solver": 2}
    assert len({json.dumps(request["messages"]) for request in endpoint.requests}) == len(endpoint.requests)
    assert Registry(config.registry).names() == ["max-of-list", "min-of-list"]
