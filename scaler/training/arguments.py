"""From our settings to those of TRL: one place that knows both names."""

from __future__ import annotations

from pathlib import Path

import torch
from trl import GRPOConfig

from scaler.errors import ConfigError
from scaler.training.config import TrainConfig


def uses_cuda(config: TrainConfig) -> bool:
    """Whether the run computes on a GPU: the settings allow it and there is one."""
    return config.device == "auto" and torch.cuda.is_available()


def dtype_of(config: TrainConfig) -> torch.dtype:
    """The type of weights and arithmetic: bfloat16 on a GPU that has it, else float32."""
    return torch.bfloat16 if uses_cuda(config) and torch.cuda.is_bf16_supported() else torch.float32


def grpo_arguments(config: TrainConfig, folder: Path, processes: int = 1) -> GRPOConfig:
    """TRL's arguments for a run of `config` in so many processes, whose checkpoints go to `folder`.

    Raises ConfigError when the rollouts of a step cannot be shared evenly.
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
        temperature=grpo.temperature,
        learning_rate=grpo.learning_rate,
        lr_scheduler_type=grpo.schedule,
        loss_type=grpo.loss_type,
        beta=grpo.beta,
        logging_steps=1,
        save_steps=config.checkpoint_every,
        save_total_limit=2,
        ignore_data_skip=True,
        seed=config.seed,
        use_cpu=not uses_cuda(config),
        bf16=dtype_of(config) is torch.bfloat16,
        gradient_checkpointing=uses_cuda(config),
        report_to="none",
        disable_tqdm=True,
    )
