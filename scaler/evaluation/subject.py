"""Who is measured: a model's folder on this machine, or a name at an OpenAI-compatible endpoint."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from scaler.errors import ConfigError
from scaler.evaluation.contract import Sampler, SamplerConfig
from scaler.evaluation.endpoint import EndpointSampler
from scaler.llm import Admit, Budget, Prices


class LocalModel(BaseModel):
    """A folder that `save_pretrained` wrote."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    folder: Path
    """Where it was saved."""

    device: str = "cpu"
    """Where to compute: cpu, cuda, cuda:1."""

    @property
    def name(self) -> str:
        return str(self.folder)

    def identity(self) -> str:
        """sha256 over the folder's files, names and bytes: another model in the same place is another model.

        ConfigError where there is no model.
        """
        if not (self.folder / "config.json").is_file():
            raise ConfigError(
                f"{self.folder} holds no model: there is no config.json", fix="give a saved model's folder"
            )
        total = hashlib.sha256()
        for path in sorted(each for each in self.folder.rglob("*") if each.is_file()):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            total.update(f"{path.relative_to(self.folder)}\0{digest}\n".encode())
        return f"sha256:{total.hexdigest()}"


class ServedModel(BaseModel):
    """A model behind an endpoint; `base_url` None takes OPENAI_BASE_URL, the key comes from OPENAI_API_KEY."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    model: str = Field(min_length=1)
    """Its name at the endpoint."""

    base_url: str | None = None
    """The endpoint, such as http://localhost:8000/v1. None: the environment's OPENAI_BASE_URL."""

    concurrency: int = Field(default=16, ge=1)
    """Most requests in flight at a time."""

    budget: Budget = Budget()
    """What may be spent."""

    prices: Prices = Prices()
    """What a million tokens cost."""

    @property
    def name(self) -> str:
        return self.model

    def identity(self) -> str:
        """The model's name, and its endpoint where one was given: nobody can say more from outside."""
        return f"{self.model} at {self.base_url or os.environ.get('OPENAI_BASE_URL', 'OPENAI_BASE_URL')}"


Subject = LocalModel | ServedModel


def open_sampler(subject: Subject, config: SamplerConfig, folder: Path, admit: Admit | None = None) -> Sampler:
    """The subject, ready to answer; an endpoint's completions and their cost are kept in `folder`.

    `admit` is called before each attempt at an endpoint, and may make it wait.

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
            admit=admit,
        )
    from scaler.evaluation.local import TransformersSampler

    return TransformersSampler.load(subject.folder, config, subject.device)
