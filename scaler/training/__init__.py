"""Adaptive GRPO: TRL's trainer, fed by a curriculum over environments.

from scaler.training.run import train      # loads torch and TRL, which takes seconds
result = train(load_config(path), environments, out=Path("runs/first"))
"""

from __future__ import annotations

from scaler.training.config import (
    CurriculumSettings,
    DemoModel,
    EvaluationSettings,
    GRPOSettings,
    LoRASettings,
    SupplySettings,
    TrainConfig,
    VLLMSettings,
    Warmup,
    load_config,
)
from scaler.training.floors import measured_floors
from scaler.training.live import LiveView, share
from scaler.training.records import EnvironmentStep, StepRecord, TrainResult
from scaler.training.tokens import QuestionTokens, question_tokens
from scaler.training.watch import Alarm, Watch

__all__ = [
    "Alarm",
    "CurriculumSettings",
    "DemoModel",
    "EnvironmentStep",
    "EvaluationSettings",
    "GRPOSettings",
    "LiveView",
    "LoRASettings",
    "QuestionTokens",
    "StepRecord",
    "SupplySettings",
    "TrainConfig",
    "TrainResult",
    "VLLMSettings",
    "Warmup",
    "Watch",
    "load_config",
    "measured_floors",
    "question_tokens",
    "share",
]
