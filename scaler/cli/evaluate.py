"""`scaler evaluate`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scaler.cli.show import show_rows
from scaler.errors import ConfigError
from scaler.evaluation import LocalModel, SamplerConfig, ServedModel, Subject
from scaler.llm import Budget, Prices


def evaluate(
    folder: Path | None = None,
    /,
    *,
    lock: Path,
    model: str = "",
    base_url: Annotated[str | None, Parameter(name=("--base-url", "--endpoint"))] = None,
    registry: Path = Path("env_registry"),
    out: Path | None = None,
    instances: int = 4,
    samples: int = 4,
    temperature: float = 1.0,
    max_new_tokens: int = 512,
    seed: int = 0,
    concurrency: int = 16,
    budget_tokens: int | None = None,
    budget_cost: float | None = None,
    price: tuple[float, float] = (0.0, 0.0),
    json: bool = False,
) -> int:
    """Measure a model's sampled pass rate on held-out seeds of a locked set, per environment and level.

    Examples: scaler evaluate runs/first/model --lock env_registry/sets/demo.lock;
    scaler evaluate --base-url http://localhost:8000/v1 --model NAME --lock env_registry/sets/demo.lock

    Parameters
    ----------
    folder
        A model folder that transformers can load.
    lock
        A lock file: see `scaler lock`.
    model
        Instead of a folder: the model's name as an OpenAI-compatible endpoint knows it. The key comes from
        OPENAI_API_KEY.
    base_url
        The endpoint, such as http://localhost:8000/v1; without it, OPENAI_BASE_URL.
    registry
        The registry that the lock file is of.
    out
        Folder of the evaluation; by default runs/evaluate/<model>-<lock>. The same command goes on where it stopped.
    instances, samples
        Held-out questions a level, and completions a question.
    temperature, max_new_tokens, seed
        Of the sampling; the questions are the same for every seed.
    concurrency
        Requests in flight at an endpoint.
    budget_tokens, budget_cost, price
        What the evaluation may spend at an endpoint; the price of a million prompt and completion tokens.
    json
        Print the cells as a JSON list.
    """
    from flows.evaluate import evaluate_model

    subject = _subject(
        folder, model, base_url, concurrency, Budget(max_tokens=budget_tokens, max_cost=budget_cost), price
    )
    sampling = SamplerConfig(temperature=temperature, max_new_tokens=max_new_tokens, seed=seed)
    where = out or Path("runs/evaluate") / f"{_file_name(subject.name)}-{lock.stem}"
    cells = evaluate_model(subject, registry, lock, where, instances, samples, sampling)
    show_rows(cells, ("environment", "level", "samples", "passed", "unscored"), as_json=json)
    return 0


def _subject(
    folder: Path | None,
    model: str,
    base_url: str | None,
    concurrency: int,
    budget: Budget,
    price: tuple[float, float],
) -> Subject:
    if (folder is None) == (not model):
        raise ConfigError(
            "say what is to be evaluated: one model",
            fix="either a model's folder, or --model NAME (with --base-url URL) for one behind an endpoint",
        )
    if folder is not None:
        if base_url is not None:
            raise ConfigError(
                f"{folder} is a folder, it is at no endpoint", fix="leave out --base-url, or pass --model"
            )
        return LocalModel(folder=folder)
    prices = Prices(prompt=price[0], completion=price[1])
    return ServedModel(model=model, base_url=base_url, concurrency=concurrency, budget=budget, prices=prices)


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "model"
