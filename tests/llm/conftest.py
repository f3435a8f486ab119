from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scaler.llm import Call, LLMConfig, Message, Prompt, Sampling
from tests.llm.server import endpoint

__all__ = ["endpoint"]


@pytest.fixture
def make_config(tmp_path: Path) -> Callable[..., LLMConfig]:
    def make(mode: str, **settings: Any) -> LLMConfig:
        return LLMConfig.model_validate(
            {"mode": mode, "model": "toy", "recording": tmp_path / "rec", "max_retries": 0, "timeout_seconds": 5.0}
            | settings
        )

    return make


@pytest.fixture
def make_call() -> Callable[..., Call]:
    def make(problem: str = "two-sum", ordinal: int = 2, user: str = "Secret statement.", version: str = "1.0") -> Call:
        messages = (Message("system", "You write generators."), Message("user", user))
        return Call(problem, ordinal, Prompt("generator", version, "0" * 64, messages, Sampling()))

    return make
