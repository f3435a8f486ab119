"""The batches of a synthesis as tasks: what one of them cannot do takes nothing of the others along."""

from __future__ import annotations

from pathlib import Path

import pytest
from prefect.testing.utilities import prefect_test_harness

from flows.synthesize import synthesize
from scaler.errors import ScalerError
from scaler.llm import LLMConfig
from scaler.registry import Registry
from scaler.sandbox import Sandbox
from scaler.synthesis import Funnel, Selection, SynthesisConfig, make_plan
from scaler.synthesis.plan import plan_folder
from scaler.validation import load_thresholds
from tests import toy


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_batch_that_fails_takes_no_other_along(tmp_path: Path, sandbox: Sandbox) -> None:
    problems = tmp_path / "problems.jsonl"
    problems.write_text("".join(toy.problem(name).model_dump_json() + "\n" for name in ("max", "min")))
    toy.answer(tmp_path, "max", *toy.STEPS)
    config = SynthesisConfig(
        llm=LLMConfig(mode="files", model="toy", recording=tmp_path / "recording", files=tmp_path / "files"),
        registry=tmp_path / "registry",
        work=tmp_path / "work",
        batch=1,
    )
    plan = make_plan(str(problems), Selection(), config.work, load_thresholds(None), 1)
    (plan_folder(config.work) / plan.batches[1].file).write_text("not what was planned\n")
    with (
        prefect_test_harness(server_startup_timeout=180),
        pytest.raises(ScalerError, match=r"^1 of 2 problems are unfinished; batches 2-2: .* is not the batch that was"),
    ):
        synthesize(str(problems), config)
    assert Registry(config.registry).names() == ["max-of-list"]
    funnel = Funnel.model_validate_json((config.work / "funnel.json").read_bytes())
    assert [(lost.problem, lost.stage) for lost in funnel.rejected] == [("batches 2-2", "unfinished")]
