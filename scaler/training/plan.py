"""What `scaler train --dry-run` shows: the run as it would be, with nothing run and nothing written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scaler.registry import Lock, Registry
from scaler.training.config import TrainConfig, dump_config
from scaler.training.tokens import question_tokens

SHOWN = (
    "per_device_train_batch_size",
    "gradient_accumulation_steps",
    "num_generations",
    "max_completion_length",
    "learning_rate",
    "lr_scheduler_type",
    "warmup_steps",
    "weight_decay",
    "epsilon",
    "epsilon_high",
    "beta",
    "loss_type",
    "scale_rewards",
    "mask_truncated_completions",
    "bf16",
    "use_cpu",
    "gradient_checkpointing",
    "fsdp",
    "use_vllm",
    "vllm_mode",
    "report_to",
)
"""TRL's arguments that decide what is learned, how fast and where."""


def plan(config: TrainConfig, registry: Registry, lock: Lock) -> list[str]:
    """Lines of text: settings, TRL's arguments, environments with their levels, the estimate.

    Groups are of the size that the curriculum wants, as in the run.
    Raises what the run itself would raise about settings that do not fit together or a model that is not there.
    """
    from scaler.training.arguments import grpo_arguments, lora_config, require_gpus
    from scaler.training.estimate import estimate
    from scaler.training.run import choose_curriculum, with_group_size

    require_gpus(config)
    levels = {each.ref.partition("@")[0]: each.levels for each in lock.environments}
    config = with_group_size(config, choose_curriculum(config, levels).group_size)
    arguments = grpo_arguments(config, Path("checkpoints"), config.processes)
    lora_config(config)
    refs = [each.ref for each in lock.environments]
    needs = estimate(config, tokens=question_tokens(registry, refs))
    return [
        "# settings",
        *dump_config(config).splitlines(),
        "",
        "# TRL's arguments on this machine",
        *(f"{name}: {_shown(getattr(arguments, name))}" for name in SHOWN),
        "",
        f"# {len(refs)} environments, {sum(each.levels for each in lock.environments)} levels (lock {lock.name})",
        *(f"{each.ref}: {each.levels} levels" for each in lock.environments),
        "",
        "# what it needs",
        *needs.lines(),
    ]


def _shown(value: Any) -> Any:
    return getattr(value, "value", value)
