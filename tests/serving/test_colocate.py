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


NOISE = 0.2
"""What bfloat16, which TRL lets vLLM choose, may add to the difference of two log probabilities: 0.04 were measured."""


def test_colocated_vllm_samples_from_the_weights_of_the_last_step(
    smollm2: Path, vllm_python: Path, tmp_path: Path
) -> None:
    registry, out = tmp_path / "registry", tmp_path / "run"
    shutil.copytree(ROOT / "env_registry" / "zipper", registry / "zipper")
    config = tmp_path / "train.yaml"
    settings = {
        "model": str(smollm2),
        # A step halves the weights, whatever the rewards: vLLM would be far off if it kept the old ones.
        "grpo": {"steps": 2, "prompts": 2, "group_size": 4, "max_completion_tokens": 16}
        | {"learning_rate": 0.01, "weight_decay": 50.0},
        "vllm": {"mode": "colocate", "gpu_memory_utilization": 0.2, "max_model_length": 512},
        "curriculum": {"name": "paper"},
        "evaluation": {"instances": 1, "samples": 1},
        "report_to": [],
    }
    config.write_text(yaml.safe_dump(settings))
    log = LOGS / "colocate" / "commands.log"
    log.unlink(missing_ok=True)
    print(f"\n  commands and what they print: {log}")
    environment = {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "VLLM_CPU_KVCACHE_SPACE": "1",
        "TORCH_COMPILE_DISABLE": "1",  # compiling takes minutes and saves seconds here; TRL has no setting for it
    }
    shell = Shell(vllm_python, log, OFFLINE | environment)
    shell.scaler("lock", "tiny", "zipper", "--registry", registry)

    lock = registry / "sets" / "tiny.lock"
    shell.scaler("train", config, "--lock", lock, "--registry", registry, "--out", out)

    steps = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    assert [step["step"] for step in steps] == [1, 2]
    assert all(math.isfinite(step["loss"]) and step["response_tokens"] > 0 for step in steps)
    state = json.loads((out / "checkpoints" / "checkpoint-2" / "trainer_state.json").read_text())
    last = state["log_history"][-1]
    off = last["sampling/sampling_logp_difference/mean"]
    print(f"  step {last['step']}: log probabilities of vLLM and of the trainer differ by {off:.3f} on average")
    assert last["step"] == 2
    assert 0 < off < NOISE
    weights = [folder / "model.safetensors" for folder in (smollm2, out / "model")]
    assert weights[0].read_bytes() != weights[1].read_bytes()
    assert (out / "report.html").is_file()
