"""Settings of the model endpoint, of its recording, and of what a run may spend."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scaler.errors import ConfigError


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sampling(_Frozen):
    """How the endpoint samples. None leaves the choice to the endpoint (some models refuse the parameter)."""

    temperature: float | None = Field(default=None, ge=0.0, le=2.0)
    max_tokens: int | None = Field(default=None, gt=0)

    def over(self, default: Sampling) -> Sampling:
        """These settings, with `default` where they are None."""
        return default.model_copy(update=self.model_dump(exclude_none=True))


class Prices(_Frozen):
    """Price of a million tokens, in any one currency."""

    prompt: float = Field(default=0.0, ge=0.0)
    completion: float = Field(default=0.0, ge=0.0)

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / 1e6


class Budget(_Frozen):
    """What a run may spend: prompt and completion tokens together, and cost in the currency of the prices."""

    max_tokens: int | None = Field(default=None, ge=0)
    max_cost: float | None = Field(default=None, ge=0.0)


class LLMConfig(_Frozen):
    mode: Literal["live", "replay", "files"]
    """live: recording, else endpoint. replay: recording only. files: recording, else completions from a folder."""

    model: str = Field(min_length=1)
    """The model's name as the endpoint knows it; part of every request's key."""

    recording: Path
    """Folder of recorded completions."""

    files: Path | None = None
    """Folder that mode `files` takes completions from. It may be the recording itself: then it records in place."""

    base_url: str | None = None
    """The endpoint, such as http://localhost:8000/v1. None: the environment's OPENAI_BASE_URL."""

    temperature: float | None = Field(default=1.0, ge=0.0, le=2.0)
    """Default of prompts that set none; None sends none."""

    max_tokens: int | None = Field(default=8192, gt=0)
    """Default limit of a completion's length, in tokens; None sends none."""

    timeout_seconds: float = Field(default=600.0, gt=0.0)
    """Longest silence of the endpoint, for each attempt."""

    max_retries: int = Field(default=4, ge=0)
    """Attempts after the first, on 408, 409, 429, 5xx, time-outs and lost connections."""

    concurrency: int = Field(default=8, gt=0)
    """Most requests in flight at a time."""

    prices: Prices = Prices()
    budget: Budget = Budget()

    @property
    def sampling(self) -> Sampling:
        return Sampling(temperature=self.temperature, max_tokens=self.max_tokens)

    @model_validator(mode="after")
    def _possible(self) -> LLMConfig:
        if self.mode == "files" and self.files is None:
            raise ConfigError("mode 'files' has no folder of files", fix="set files (on the command line: --from DIR)")
        if self.mode != "files" and self.files is not None:
            raise ConfigError(f"files is set, but mode is {self.mode!r}", fix="set mode to 'files', or leave files out")
        if self.budget.max_cost is not None and self.prices == Prices():
            raise ConfigError(
                "budget.max_cost is set, but no price is: nothing would ever reach it",
                fix="set prices.prompt and prices.completion (per million tokens), or use budget.max_tokens",
            )
        return self
