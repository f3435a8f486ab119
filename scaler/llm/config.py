"""Settings of the model's endpoints, of the recording, and of what a run may spend."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from scaler.errors import ConfigError

OPENAI = "https://api.openai.com/v1"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Sampling(_Frozen):
    """How the endpoint samples. None leaves the choice to the endpoint (some models refuse the parameter)."""

    temperature: float | None = Field(default=None, ge=0.0, le=2.0)
    """Sampling temperature."""

    max_tokens: int | None = Field(default=None, gt=0)
    """Tokens after which a completion is cut off."""

    def over(self, default: Sampling) -> Sampling:
        """These settings, with `default` where they are None."""
        return default.model_copy(update=self.model_dump(exclude_none=True))


class Prices(_Frozen):
    """Price of a million tokens, in any one currency."""

    prompt: float = Field(default=0.0, ge=0.0)
    """Of what is sent."""

    completion: float = Field(default=0.0, ge=0.0)
    """Of what is generated."""

    def cost(self, prompt_tokens: int, completion_tokens: int) -> float:
        return (prompt_tokens * self.prompt + completion_tokens * self.completion) / 1e6


class Budget(_Frozen):
    """What may be spent: prompt and completion tokens together, and cost in the currency of the prices.

    It holds for all runs of one ledger together, also for several processes at a time. No call starts that could
    overrun it: see `Ledger.reserve`.
    """

    max_tokens: int | None = Field(default=None, ge=0)
    """Most tokens; None for no limit."""

    max_cost: float | None = Field(default=None, ge=0.0)
    """Most cost; None for no limit."""


class EndpointConfig(_Frozen):
    """One OpenAI-compatible endpoint. It holds no secret, only the name of the variable that does."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    """How the ledger and messages call it."""

    base_url: str = Field(min_length=1)
    """Such as http://localhost:8000/v1; without user, password or query."""

    model: str | None = Field(default=None, min_length=1)
    """The model's name here; None: the same as everywhere."""

    key_env: str | None = "OPENAI_API_KEY"
    """The environment variable that holds the key; None for a server that asks for none."""

    prices: Prices = Prices()
    """What a million tokens cost here."""

    concurrency: int = Field(default=8, gt=0)
    """Most requests in flight at a time."""

    requests_per_minute: int | None = Field(default=None, gt=0)
    """A limit that this process keeps to on its own; 429 and Retry-After are honoured in any case."""

    tokens_per_minute: int | None = Field(default=None, gt=0)
    """The same for tokens, of prompts and completions together."""

    timeout_seconds: float = Field(default=600.0, gt=0.0)
    """Longest time that one attempt may take, from sending to the last byte."""

    structured: Literal["off", "auto", "on"] = "off"
    """Whether answers that must be JSON are asked for with a JSON schema; auto: until the endpoint refuses it."""

    rename: dict[Literal["temperature", "max_tokens"], str | None] = {}
    """What this endpoint calls a parameter, such as `max_tokens: max_completion_tokens`; null leaves it out."""

    @field_validator("base_url")
    @classmethod
    def _plain(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError("base_url is no http or https URL", fix="such as http://localhost:8000/v1")
        if "@" in parts.netloc or parts.query or parts.fragment:
            raise ConfigError(
                f"base_url at {parts.hostname} holds a user, a password or a query",
                fix="keep to scheme://host/path: secrets come from the environment, by key_env",
            )
        return url.rstrip("/")

    @field_validator("key_env")
    @classmethod
    def _variable(cls, name: str | None) -> str | None:
        # The value is not quoted: it may be the key itself.
        if name is not None and not (name.isidentifier() and name.isascii() and name.upper() == name):
            raise ConfigError(
                "key_env is no name of an environment variable",
                fix="write the variable's name, such as OPENAI_API_KEY, in capitals, and export the key itself",
            )
        return name


class LLMConfig(_Frozen):
    """Model, endpoints, recording and budget."""

    mode: Literal["live", "replay", "files"]
    """live: recording, else endpoint. replay: recording only. files: recording, else completions from a folder."""

    model: str = Field(min_length=1)
    """The model's logical name: part of every request's key, and its name at endpoints that give it no other."""

    recording: Path
    """Folder of recorded completions."""

    files: Path | None = None
    """Folder that mode `files` takes completions from. It may be the recording itself: then it records in place."""

    endpoints: tuple[EndpointConfig, ...] = ()
    """Endpoints in order of priority. None: a single one, from the settings below and OPENAI_API_KEY."""

    base_url: str | None = None
    """The endpoint, such as http://localhost:8000/v1. None: the environment's OPENAI_BASE_URL."""

    temperature: float | None = Field(default=1.0, ge=0.0, le=2.0)
    """Default of prompts that set none; None sends none."""

    max_tokens: int | None = Field(default=8192, gt=0)
    """Default limit of a completion's length, in tokens; None sends none."""

    timeout_seconds: float = Field(default=600.0, gt=0.0)
    """Longest time that one attempt may take, from sending to the last byte."""

    max_retries: int = Field(default=4, ge=0)
    """Rounds over the endpoints after the first, on 408, 409, 429, 5xx, time-outs and lost connections."""

    open_after: int = Field(default=5, gt=0)
    """Failures in a row after which an endpoint counts as dead, and only single probes are sent to it."""

    pause_seconds: float = Field(default=15.0, gt=0.0)
    """Time before the first probe of a dead endpoint; doubled after each that fails, up to 16 times this."""

    concurrency: int = Field(default=8, gt=0)
    """Most requests in flight at a time."""

    prices: Prices = Prices()
    """What a million tokens cost, where no `endpoints` are given."""

    budget: Budget = Budget()
    """What may be spent."""

    @property
    def sampling(self) -> Sampling:
        return Sampling(temperature=self.temperature, max_tokens=self.max_tokens)

    @property
    def targets(self) -> tuple[EndpointConfig, ...]:
        """The endpoints in order of priority, at least one."""
        if self.endpoints:
            return self.endpoints
        single = EndpointConfig(
            name="default",
            base_url=self.base_url or os.environ.get("OPENAI_BASE_URL", "").strip() or OPENAI,
            prices=self.prices,
            concurrency=self.concurrency,
            timeout_seconds=self.timeout_seconds,
        )
        return (single,)

    @model_validator(mode="after")
    def _possible(self) -> LLMConfig:
        if self.mode == "files" and self.files is None:
            raise ConfigError("mode 'files' has no folder of files", fix="set files (on the command line: --from DIR)")
        if self.mode != "files" and self.files is not None:
            raise ConfigError(f"files is set, but mode is {self.mode!r}", fix="set mode to 'files', or leave files out")
        if self.endpoints and (self.base_url is not None or self.prices != Prices()):
            raise ConfigError(
                "endpoints are set, and base_url or prices, too", fix="write URLs and prices into the endpoints"
            )
        names = [endpoint.name for endpoint in self.endpoints]
        if len(set(names)) < len(names):
            raise ConfigError(f"two endpoints share a name: {', '.join(names)}", fix="give each its own name")
        if self.base_url is not None:
            EndpointConfig(name="default", base_url=self.base_url)  # refuses a URL that holds a password
        self._bounded()
        return self

    def _bounded(self) -> None:
        budget = self.budget
        prices = [endpoint.prices for endpoint in self.endpoints] or [self.prices]
        if budget.max_cost is not None and all(price == Prices() for price in prices):
            raise ConfigError(
                "budget.max_cost is set, but no price is: nothing would ever reach it",
                fix="set prices.prompt and prices.completion (per million tokens), or use budget.max_tokens",
            )
        if budget == Budget() or self.mode != "live":
            return
        if self.max_tokens is None:
            raise ConfigError(
                "a budget is set, but max_tokens is not: a call could cost anything", fix="set max_tokens"
            )
        for endpoint in self.endpoints:
            if endpoint.rename.get("max_tokens", "") is None:
                raise ConfigError(
                    f"a budget is set, but endpoint {endpoint.name} is not told max_tokens: a call could cost anything",
                    fix="let rename name its parameter, such as max_completion_tokens",
                )


class _File(_Frozen):
    endpoints: tuple[EndpointConfig, ...] = Field(min_length=1)


def load_endpoints(path: Path) -> tuple[EndpointConfig, ...]:
    """Read a YAML file of endpoints: `endpoints:`, a list in order of priority.

    Raises ConfigError, which names the field and never quotes a value: it may be a key.
    """
    try:
        return _File.model_validate(yaml.safe_load(path.read_bytes())).endpoints
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}", fix="name a YAML file of endpoints") from None
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise ConfigError(f"{path}:{line}: no YAML", fix="see docs/endpoints.md") from None
    except ConfigError as error:
        raise ConfigError(f"{path}: {error.message}", fix=error.fix) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "file"
        raise ConfigError(f"{path}: {where}: {first['msg']}", fix="see docs/endpoints.md") from None
