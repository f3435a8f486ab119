"""What `scaler train --dry-run` shows: the run as it would be, with nothing run and nothing written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from scaler.registry import Lock, Registry
from scaler.training.config import TrainConfig, dump_config

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


class QuestionTokens(NamedTuple):
    """How long questions are: the longest, and the mean of the levels' longest."""

    longest: int
    mean: int


def question_tokens(registry: Registry, refs: Iterable[str]) -> QuestionTokens | None:
    """As validation measured them on the levels it kept; None where it measured nothing."""
    counts = [count for ref in refs for count in _measured(registry.version(ref).evidence)]
    return QuestionTokens(max(counts), round(sum(counts) / len(counts))) if counts else None


def plan(config: TrainConfig, registry: Registry, lock: Lock) -> list[str]:
    """Lines of text: settings, TRL's arguments, environments with their levels, the estimate.

    Raises what the run itself would raise about settings that do not fit together or a model that is not there.
    """
    from scaler.training.arguments import grpo_arguments, lora_config
    from scaler.training.estimate import estimate

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


def _measured(evidence: Iterable[dict[str, Any]]) -> list[int]:
    for item in evidence:
        measured = item.get("measured") or {}
        tokens, kept = measured.get("tokens"), measured.get("levels")
        if item.get("gate") == "prompt" and isinstance(tokens, dict) and isinstance(kept, list):
            return [int(tokens[str(level)]) for level in kept if str(level) in tokens]
    return []


def _shown(value: Any) -> Any:
    return getattr(value, "value", value)
