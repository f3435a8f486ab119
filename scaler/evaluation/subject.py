"""Who is measured: a model's folder on this machine, or a name at an OpenAI-compatible endpoint."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from scaler.evaluation.contract import Sampler, SamplerConfig
from scaler.evaluation.endpoint import EndpointSampler
from scaler.llm import Budget, Prices


class LocalModel(BaseModel):
    """A folder that `save_pretrained` wrote."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: Path
    device: str = "cpu"

    @property
    def name(self) -> str:
        return str(self.folder)


class ServedModel(BaseModel):
    """A model behind an endpoint; `base_url` None takes OPENAI_BASE_URL, the key comes from OPENAI_API_KEY."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(min_length=1)
    base_url: str | None = None
    concurrency: int = Field(default=16, ge=1)
    budget: Budget = Budget()
    prices: Prices = Prices()

    @property
    def name(self) -> str:
        return self.model


Subject = LocalModel | ServedModel


def open_sampler(subject: Subject, config: SamplerConfig, folder: Path) -> Sampler:
    """The subject, ready to answer; an endpoint's completions and their cost are kept in `folder`.

    Raises ConfigError where there is no model, or no key for the endpoint.
    """
    if isinstance(subject, ServedModel):
        return EndpointSampler.open(
            subject.model,
            folder,
            config,
            base_url=subject.base_url,
            concurrency=subject.concurrency,
            budget=subject.budget,
            prices=subject.prices,
        )
    from scaler.evaluation.local import TransformersSampler

    return TransformersSampler.load(subject.folder, config, subject.device)
