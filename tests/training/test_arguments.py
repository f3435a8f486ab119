from __future__ import annotations

from pathlib import Path

import pytest
import torch

from scaler.errors import ConfigError
from scaler.training import EvaluationSettings, GRPOSettings, LoRASettings, TrainConfig, VLLMSettings, load_config
from scaler.training.arguments import checkpoints_activations, grpo_arguments, lora_config, require_gpus

EXAMPLES = Path(__file__).parents[2] / "examples" / "configs"


def config(**settings: object) -> TrainConfig:
    return TrainConfig.model_validate({"report_to": ()} | settings)


def test_the_papers_hyperparameters_reach_trl(tmp_path: Path) -> None:
    settings = load_config(EXAMPLES / "qwen3-1.7b-colocate.yaml", ["report_to=[]"])
    arguments = grpo_arguments(settings, tmp_path / "run" / "checkpoints", settings.processes)
    assert (arguments.learning_rate, arguments.warmup_steps, arguments.weight_decay) == (1e-6, 20, 0)
    assert (arguments.lr_scheduler_type, arguments.loss_type, arguments.beta) == ("constant_with_warmup", "dapo", 0)
    assert (arguments.epsilon, arguments.epsilon_high, arguments.scale_rewards) == (0.2, 0.2, "group")
    assert (arguments.num_generations, arguments.max_completion_length) == (8, 8192)
    assert (arguments.temperature, arguments.top_p, arguments.top_k) == (1, 1, 0)
    assert arguments.per_device_train_batch_size * arguments.gradient_accumulation_steps * 4 == 64 * 8
    assert (arguments.use_vllm, arguments.vllm_mode, arguments.vllm_enable_sleep_mode) == (True, "colocate", True)
    assert (arguments.vllm_gpu_memory_utilization, arguments.vllm_max_model_length) == (0.5, 4096 + 8192)
    assert (arguments.run_name, arguments.project, arguments.trackio_static_space_id) == ("run", "scaler", False)


def test_settings_that_differ_from_the_defaults_reach_trl(tmp_path: Path) -> None:
    grpo = GRPOSettings(
        prompts=4,
        group_size=4,
        micro_batch=2,
        clip_low=0.1,
        clip_high=0.28,
        weight_decay=0.01,
        max_grad_norm=0.5,
        mask_truncated_completions=True,
        scale_rewards="none",
        top_p=0.9,
        top_k=20,
        schedule="linear",
    )
    server = VLLMSettings(mode="server", port=8001, timeout=5)
    arguments = grpo_arguments(config(grpo=grpo, vllm=server, gradient_checkpointing=True), tmp_path)
    assert (arguments.epsilon, arguments.epsilon_high, arguments.scale_rewards) == (0.1, 0.28, "none")
    assert (arguments.weight_decay, arguments.max_grad_norm) == (0.01, 0.5)
    assert (arguments.mask_truncated_completions, arguments.gradient_checkpointing) == (True, True)
    assert (arguments.top_p, arguments.top_k, arguments.lr_scheduler_type) == (0.9, 20, "linear")
    assert (arguments.vllm_server_host, arguments.vllm_server_port) == ("127.0.0.1", 8001)
    assert (arguments.vllm_server_timeout, arguments.gradient_accumulation_steps) == (5, 8)


def test_a_cpu_gets_nothing_that_only_gpus_have(tmp_path: Path) -> None:
    arguments = grpo_arguments(config(), tmp_path)
    assert (arguments.use_cpu, arguments.bf16, arguments.gradient_checkpointing) == (True, False, False)
    assert (arguments.use_vllm, arguments.fsdp, arguments.report_to) == (False, None, [])
    assert checkpoints_activations(config(), cuda=True)
    assert not checkpoints_activations(config(gradient_checkpointing=False), cuda=True)


def test_sharding_checkpoints_by_its_own_means(tmp_path: Path) -> None:
    settings = config(sharding="full", processes=2, device="auto", gradient_checkpointing=True)
    arguments = grpo_arguments(settings, tmp_path, 2)
    assert (arguments.fsdp, arguments.gradient_checkpointing) == (True, False)
    assert arguments.fsdp_config["activation_checkpointing"] is True


def test_rollouts_that_cannot_be_shared_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="3 processes cannot share the 128 rollouts of a step"):
        grpo_arguments(config(), tmp_path, 3)


def test_adapters() -> None:
    pytest.importorskip("peft")
    assert lora_config(config()) is None
    made = lora_config(config(lora=LoRASettings(r=4, alpha=8, dropout=0.1, targets=("q_proj",))))
    assert (made.r, made.lora_alpha, made.lora_dropout, made.target_modules) == (4, 8, 0.1, {"q_proj"})
    assert lora_config(config(lora=LoRASettings())).target_modules == "all-linear"


def test_an_evaluation_may_be_left_out() -> None:
    assert config(evaluation=None).evaluation is None
    assert config().evaluation == EvaluationSettings(instances=4, samples=4)


def test_each_process_needs_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    require_gpus(config(device="auto", processes=2))
    require_gpus(config(device="cpu", processes=4))
    with pytest.raises(ConfigError) as caught:
        require_gpus(config(device="auto", processes=4))
    assert str(caught.value) == (
        "4 processes need a GPU each, and this machine has 2\n"
        "  fix: lower `processes`, or use --job-only and a launcher for several machines"
    )
