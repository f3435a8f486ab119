"""What is asked of a model, and what comes back."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from scaler.errors import ConfigError
from scaler.llm.config import LLMConfig, Sampling
from scaler.llm.prompts import Message, Prompt

_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Call:
    """One call for a problem. `ordinal` counts the problem's calls, so that a repeated step has its own label.

    `problem` and the prompt's step become parts of file names: letters, digits, `-` and `_` only (else ConfigError).
    `schema`, a JSON schema, says what the answer looks like where an endpoint offers structured outputs; elsewhere it
    is ignored, and it is no part of the request's key.
    """

    problem: str
    ordinal: int
    prompt: Prompt
    schema: Mapping[str, Any] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for what, name in (("problem", self.problem), ("step", self.prompt.step)):
            if not _FILE_NAME.fullmatch(name):
                raise ConfigError(f"{what} {name!r} is no file name", fix="use letters, digits, '-' and '_' only")

    @property
    def label(self) -> str:
        return f"{self.ordinal:02d}-{self.prompt.step}"


@dataclass(frozen=True)
class Request:
    """A call, resolved against the settings: what the endpoint is sent, and where the answer belongs."""

    call: Call
    model: str
    sampling: Sampling

    @classmethod
    def of(cls, call: Call, config: LLMConfig) -> Request:
        return cls(call, config.model, call.prompt.sampling.over(config.sampling))

    @property
    def messages(self) -> tuple[Message, ...]:
        return self.call.prompt.messages

    @cached_property
    def key(self) -> str:
        """sha256 (hex) of the request's content as canonical JSON: model, messages, sampling."""
        content = {
            "model": self.model,
            "messages": [asdict(message) for message in self.messages],
            "sampling": self.sampling.model_dump(),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True)
class Completion:
    """A model's answer, whatever it is: an empty text and one cut short (finish_reason "length") are data too.

    `model` is the model that answered, as the endpoint names it. `estimated`: the token counts are estimates.
    `cached`: it was paid for before.
    """

    text: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    estimated: bool
    cached: bool
    finish_reason: str


def rough_tokens(*texts: str) -> int:
    """About four characters a token."""
    return -(-sum(map(len, texts)) // 4)


def most_tokens(*texts: str) -> int:
    """More tokens than any tokenizer that falls back on bytes can make of messages with these texts.

    A byte is at most a token; 32 more a message are for its role, and for what a server may put around it.
    """
    return sum(len(text.encode(errors="replace")) + 32 for text in texts)
