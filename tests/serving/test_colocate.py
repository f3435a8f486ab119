"""Training whose rollouts vLLM generates in the same process, on a CPU: `use_vllm`, colocate, as a user starts it."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path

import pytest
import yaml

from tests.serving.commands import ROOT, Shell
from tests.serving.conftest import LOGS, OFFLINE

pytestmark = [pytest.mark.vllm, pytest.mark.sandbox, pytest.mark.timeout(7200)]


def test_two_steps_with_colocated_vllm(smollm2: Path, vllm_python: Path, tmp_path: Path) -> None:
    registry, out = tmp_path / "registry", tmp_path / "run"
    shutil.copytree(ROOT / "env_registry" / "zipper", registry / "zipper")
    config = tmp_path / "train.yaml"
    settings = {
        "model": str(smollm2),
        "grpo": {"steps": 2, "prompts": 2, "group_size": 4, "max_completion_tokens": 16, "learning_rate": 1e-4},
        "vllm": {"mode": "colocate", "gpu_memory_utilization": 0.2, "max_model_length": 512},
        "curriculum": {"name": "paper"},
        "evaluation": {"instances": 1, "samples": 1},
        "report_to": [],
    }
    config.write_text(yaml.safe_dump(settings))
    log = LOGS / "colocate" / "commands.log"
    print(f"\n  commands and what they print: {log}")
    environment = {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "TORCH_COMPILE_DISABLE": "1",  # compiling takes minutes and saves seconds here; TRL has no setting for it
    }
    shell = Shell(vllm_python, log, OFFLINE | environment)
    shell.scaler("lock", "tiny", "zipper", "--registry", registry)

    lock = registry / "sets" / "tiny.lock"
    printed = shell.scaler("train", config, "--lock", lock, "--registry", registry, "--out", out)

    assert "LLM engine" in printed, "vLLM did not start"
    steps = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    assert [step["step"] for step in steps] == [1, 2]
    assert all(math.isfinite(step["loss"]) and step["response_tokens"] > 0 for step in steps)
    assert (out / "model" / "config.json").is_file()
    assert (out / "report.html").is_file()
