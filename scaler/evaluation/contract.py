"""What evaluation needs of the world, and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scaler.environment import Instance, Score

Prompt = str | list[dict[str, str]]
"""A prompt as TRL takes it: plain text, or chat messages with `role` and `content`."""


class Env(Protocol):
    """The part of an environment that training and evaluation use."""

    @property
    def ref(self) -> str:
        """`name@version`."""

    @property
    def levels(self) -> int:
        """The number of levels, numbered from 0, easiest first."""

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        """The instances of (level, seed) pairs, in order."""

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        """The verdicts on (instance, completion) pairs, in order; `value` None where nobody could judge."""


class Sampler(Protocol):
    """A model that answers: a local one, or an endpoint."""

    def sample(self, questions: Sequence[str], samples: int, turn: int = 0) -> list[list[str]]:
        """`samples` completions for each question, in order. Raises when a completion cannot be had.

        Another turn gives other completions of the same questions; the same turn gives the same again, as far as the
        model allows.
        """


class PromptStyle(BaseModel):
    """What a question is dressed in. Every question asks for a box around the answer; small models may need more."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    system: str = ""
    """The system message; stands before the question where the tokenizer has no chat template. Empty for none."""

    suffix: str = ""
    """Stands after the question, on lines of its own. Empty for none."""


class SamplerConfig(BaseModel):
    """How a local model is sampled."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    temperature: float = Field(default=1.0, ge=0)
    """Sampling temperature; 0 takes the most likely token."""

    max_new_tokens: int = Field(default=512, ge=1)
    """Tokens after which a completion is cut off."""

    batch: int = Field(default=256, ge=1)
    """Most sequences generated at once."""

    batch_tokens: int = Field(default=32768, ge=1)
    """Most tokens held at once, padding and completions included; a single sequence may be longer."""

    style: PromptStyle = PromptStyle()
    """What questions are dressed in: for a model in training, as its run dressed them."""

    seed: int = Field(default=0, ge=0)
    """The same seed, model and questions give the same completions on the same machine."""


class Interval(BaseModel):
    """A posterior median with its 95 % credible interval."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float

    @property
    def width(self) -> float:
        return self.high - self.low


class Cell(BaseModel):
    """Held-out samples of one environment at one level.

    Of `samples` completions `passed` were right and `unscored` could not be judged; a pass rate leaves the latter out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    environment: str
    level: int = Field(ge=0)
    samples: int = Field(ge=0)
    passed: int = Field(ge=0)
    unscored: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.passed + self.unscored > self.samples:
            raise ValueError(f"{self.passed} passed and {self.unscored} unscored of only {self.samples} samples")
        return self
