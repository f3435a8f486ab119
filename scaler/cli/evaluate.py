"""`scaler evaluate`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from pydantic import BaseModel

from scaler.cli.show import show_rows
from scaler.errors import ConfigError
from scaler.evaluation import (
    AdaptivePlan,
    EnvironmentProfile,
    ExhaustivePlan,
    Interval,
    LocalModel,
    Plan,
    Profile,
    PromptStyle,
    SamplerConfig,
    ServedModel,
    Subject,
)
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
    width: float = 2.0,
    rate_width: float = 0.25,
    budget: int = 64,
    exhaustive: bool = False,
    instances: int = 16,
    samples: int = 1,
    trained_on: Annotated[tuple[Path, ...], Parameter(name=("--trained-on", "--not-in"))] = (),
    compare: tuple[Path, ...] = (),
    temperature: float = 1.0,
    max_new_tokens: int = 512,
    seed: int = 0,
    system: str = "",
    suffix: str = "",
    concurrency: int = 16,
    budget_tokens: int | None = None,
    budget_cost: float | None = None,
    price: tuple[float, float] = (0.0, 0.0),
) -> int:
    """Measure a model's frontier in each environment of a locked set, on held-out seeds, with few rollouts.

    Each round asks, in every environment that is not settled, at the levels that tell most. `profile.json`,
    `profile.svg` and `pass-rates.json` (for `scaler audit --pass-rates`) are written to `out`.

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
    width, rate_width
        An environment is settled once the 95 % intervals are this narrow: of its frontier, in levels, and of its pass
        rate over all levels.
    budget
        Most rollouts an environment.
    exhaustive
        Sample every level alike instead.
    instances, samples
        With --exhaustive: held-out questions a level, and completions a question.
    trained_on
        Lock files that the model was trained with: environments seen and unseen in training are reported apart.
    compare
        Other profile.json files, drawn into the same picture.
    temperature, max_new_tokens, seed
        Of the sampling; the questions are the same for every seed.
    system, suffix
        A system message, and what stands after each question: as the model's training run has them in `prompt`.
    concurrency
        Requests in flight at an endpoint.
    budget_tokens, budget_cost, price
        What the evaluation may spend at an endpoint; the price of a million prompt and completion tokens.
    """
    from flows.evaluate import evaluate_model

    spend = Budget(max_tokens=budget_tokens, max_cost=budget_cost), Prices(prompt=price[0], completion=price[1])
    subject = one_subject(folder, model, base_url, concurrency, spend)
    sampling = SamplerConfig(
        temperature=temperature,
        max_new_tokens=max_new_tokens,
        seed=seed,
        style=PromptStyle(system=system, suffix=suffix),
    )
    plan: Plan = AdaptivePlan(width=width, rate_width=rate_width, budget=budget)
    if exhaustive:
        plan = ExhaustivePlan(instances=instances, samples=samples)
    where = out or Path("runs/evaluate") / f"{file_name(subject.name)}-{lock.stem}"
    profile = evaluate_model(subject, registry, lock, where, plan, sampling, trained_on, compare)
    show_rows([_Row.of(each) for each in profile.environments], _columns(profile), as_json=False)
    return 0


def _columns(profile: Profile) -> tuple[str, ...]:
    known = any(each.trained is not None for each in profile.environments)
    return tuple(name for name in _Row.model_fields if known or name != "trained")


class _Row(BaseModel):
    environment: str
    trained: str
    levels: int
    frontier: str
    pass_rate: str
    rollouts: int
    unscored: int

    @classmethod
    def of(cls, profile: EnvironmentProfile) -> _Row:
        return cls(
            environment=profile.environment,
            trained={None: "?", True: "yes", False: "no"}[profile.trained],
            levels=profile.levels,
            frontier=_shown(profile.frontier, 1),
            pass_rate=_shown(profile.rate, 2),
            rollouts=profile.rollouts,
            unscored=profile.unscored,
        )


def _shown(interval: Interval, digits: int) -> str:
    return f"{interval.value:.{digits}f} ({interval.low:.{digits}f} to {interval.high:.{digits}f})"


def one_subject(
    folder: Path | None,
    model: str,
    base_url: str | None,
    concurrency: int,
    spend: tuple[Budget, Prices] = (Budget(), Prices()),
) -> Subject:
    """The model that the command line names; ConfigError where it names none, or two."""
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
    budget, prices = spend
    return ServedModel(model=model, base_url=base_url, concurrency=concurrency, budget=budget, prices=prices)


def file_name(name: str) -> str:
    """A model's name as a part of a path."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "model"
