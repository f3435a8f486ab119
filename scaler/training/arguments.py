"""From our settings to those of TRL and PEFT: one place that knows both names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from trl import GRPOConfig

from scaler.errors import ConfigError
from scaler.training.config import TrainConfig
from scaler.training.trackers import trackers


def uses_cuda(config: TrainConfig) -> bool:
    """Whether the run computes on a GPU: the settings allow it and there is one."""
    return config.device == "auto" and torch.cuda.is_available()


def require_gpus(config: TrainConfig) -> None:
    """Raises ConfigError when the run's processes compute on GPUs and this machine has not one for each."""
    if uses_cuda(config) and config.processes > torch.cuda.device_count():
        raise ConfigError(
            f"{config.processes} processes need a GPU each, and this machine has {torch.cuda.device_count()}",
            fix="lower `processes`, or use --job-only and a launcher for several machines",
        )


def uses_bf16(config: TrainConfig) -> bool:
    """Whether arithmetic is in bfloat16: on a GPU that has it."""
    return uses_cuda(config) and torch.cuda.is_bf16_supported()


def dtype_of(config: TrainConfig) -> torch.dtype:
    """The type of the loaded weights.

    Weights that are trained stay in float32: an update of 1e-6 is lost in bfloat16, which has 8 bits of precision.
    Frozen ones under adapters are bfloat16 on a GPU that has it.
    """
    return torch.bfloat16 if config.lora is not None and uses_bf16(config) else torch.float32


def grpo_arguments(config: TrainConfig, folder: Path, processes: int = 1) -> GRPOConfig:
    """TRL's arguments for a run of `config` in so many processes, whose checkpoints go to `folder`.

    Raises ConfigError when the rollouts of a step cannot be shared evenly, or a tracker is not installed.
    """
    grpo = config.grpo
    micro = grpo.micro_batch or grpo.rollouts // processes
    if grpo.rollouts % (processes * max(micro, 1)):
        raise ConfigError(
            f"{processes} processes cannot share the {grpo.rollouts} rollouts of a step "
            f"in micro-batches of {grpo.micro_batch or 'their own size'}",
            fix="change `grpo.prompts`, `grpo.group_size`, `grpo.micro_batch` or the number of processes",
        )
    return GRPOConfig(
        output_dir=str(folder),
        max_steps=grpo.steps,
        per_device_train_batch_size=micro,
        gradient_accumulation_steps=grpo.rollouts // (processes * micro),
        num_generations=grpo.group_size,
        max_completion_length=grpo.max_completion_tokens,
        mask_truncated_completions=grpo.mask_truncated_completions,
        temperature=grpo.temperature,
        top_p=grpo.top_p,
        top_k=grpo.top_k,
        learning_rate=grpo.learning_rate,
        warmup_steps=grpo.warmup_steps,
        lr_scheduler_type="constant_with_warmup" if grpo.schedule == "constant" else grpo.schedule,
        weight_decay=grpo.weight_decay,
        max_grad_norm=grpo.max_grad_norm,
        epsilon=grpo.clip_low,
        epsilon_high=grpo.clip_low if grpo.clip_high is None else grpo.clip_high,
        scale_rewards=grpo.scale_rewards,
        loss_type=grpo.loss_type,
        beta=grpo.beta,
        logging_steps=1,
        logging_nan_inf_filter=False,  # a loss that is no number is to be seen
        save_steps=config.checkpoint_every,
        save_total_limit=2,
        ignore_data_skip=True,
        seed=config.seed,
        use_cpu=not uses_cuda(config),
        bf16=uses_bf16(config),
        run_name=folder.absolute().parent.name,
        project="scaler",
        trackio_static_space_id=False,  # what is logged stays on this machine
        report_to=list(trackers(config)),
        disable_tqdm=True,
        **_checkpointing(config),
        **_vllm(config),
    )


def lora_config(config: TrainConfig) -> Any:
    """PEFT's settings of the adapters; None where all weights are trained. ConfigError where PEFT is missing."""
    lora = config.lora
    if lora is None:
        return None
    try:
        from peft import LoraConfig
    except ModuleNotFoundError as error:
        raise ConfigError("`lora` needs the package peft", fix="pip install 'scaler[lora]'") from error
    return LoraConfig(
        task_type="CAUSAL_LM",
        r=lora.r,
        lora_alpha=lora.alpha,
        lora_dropout=lora.dropout,
        target_modules=lora.targets if isinstance(lora.targets, str) else list(lora.targets),
    )


def checkpoints_activations(config: TrainConfig, cuda: bool) -> bool:
    """Whether activations are computed twice instead of kept."""
    return cuda if config.gradient_checkpointing is None else config.gradient_checkpointing


def _checkpointing(config: TrainConfig) -> dict[str, Any]:
    twice = checkpoints_activations(config, uses_cuda(config))
    if config.sharding == "none":
        return {"gradient_checkpointing": twice}
    # FSDP's own checkpointing gathers a layer's weights once less than that of the model
    return {"gradient_checkpointing": False, "fsdp": True, "fsdp_config": {"activation_checkpointing": twice}}


def _vllm(config: TrainConfig) -> dict[str, Any]:
    vllm = config.vllm
    if vllm is None:
        return {"use_vllm": False}
    common = {"use_vllm": True, "vllm_mode": vllm.mode, "vllm_max_model_length": vllm.max_model_length}
    if vllm.mode == "server":
        server = {"vllm_server_host": vllm.host, "vllm_server_port": vllm.port, "vllm_server_timeout": vllm.timeout}
        return common | server
    return common | {
        "vllm_gpu_memory_utilization": vllm.gpu_memory_utilization,
        "vllm_tensor_parallel_size": vllm.tensor_parallel,
        "vllm_enable_sleep_mode": vllm.sleep,
    }
