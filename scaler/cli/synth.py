"""`scaler synth` and `scaler record`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scaler.errors import ConfigError
from scaler.llm import Budget, LLMConfig, Prices, load_endpoints
from scaler.synthesis import BATCH, Selection, SynthesisConfig

DEFAULT_RECORDING = Path("runs/recording")


def synth(
    problems: str,
    /,
    *,
    model: str = "",
    registry: Path = Path("env_registry"),
    work: Path = Path("runs/synthesis"),
    recording: Path = DEFAULT_RECORDING,
    replay: bool = False,
    base_url: str | None = None,
    endpoints: Path | None = None,
    only: tuple[str, ...] = (),
    skip: int = 0,
    limit: int | None = None,
    repairs: int = 1,
    workers: int = 2,
    batch: int = BATCH,
    budget_tokens: int | None = None,
    budget_cost: float | None = None,
    price: tuple[float, float] = (0.0, 0.0),
    prompts: Path | None = None,
    thresholds: Path | None = None,
    benchmarks: Path | None = None,
) -> int:
    """Turn programming problems into candidate environments.

    Example: OPENAI_API_KEY=... scaler synth my-problems/ --model gpt-5-mini --budget-tokens 2000000

    The same command again goes on where it stopped: completions come from the recording, finished problems stand.

    Parameters
    ----------
    problems
        A folder of problem folders, a YAML, JSONL or JSON file of a known format, or a data set, such as
        hub:deepmind/code_contests?limit=1000 (its rows are streamed; needs the extra `train`).
    model
        The model's name at the endpoint (OPENAI_BASE_URL, OPENAI_API_KEY), or the name of a recording's model.
    registry
        Where candidates are published.
    work
        Outcomes, ledger and funnel of this run.
    recording
        Folder of recorded completions: read first, and written as completions arrive.
    replay
        Never ask an endpoint; a completion that is not in the recording is an error.
    base_url
        The endpoint; without it, OPENAI_BASE_URL.
    endpoints
        A YAML file of several endpoints in order of priority, with their prices and limits: docs/endpoints.md.
    only
        Only the problems with these ids.
    skip, limit
        Problems to pass over first, and the most to take.
    repairs
        How often a failed draft goes back to the model with the evidence.
    workers
        Problems of a batch worked on at a time.
    batch
        Problems in a batch. On a cluster a batch is what a core is given: smaller ones spread few problems wider.
    budget_tokens, budget_cost
        What all runs with this work folder may spend together. No call starts that could overrun it.
    price
        Price of a million prompt tokens and of a million completion tokens.
    prompts, thresholds
        Your own prompts or gate thresholds instead of those that come with SCALER.
    benchmarks
        Texts that no environment may quote: a folder of .txt files, or JSONL with `id` and `text`.
    """
    llm = LLMConfig(
        mode="replay" if replay else "live",
        model=_required(model),
        recording=recording,
        base_url=base_url,
        endpoints=() if endpoints is None else load_endpoints(endpoints),
        prices=Prices(prompt=price[0], completion=price[1]),
        budget=Budget(max_tokens=budget_tokens, max_cost=budget_cost),
    )
    return _run(
        problems,
        SynthesisConfig(
            llm=llm,
            registry=registry,
            work=work,
            prompts=prompts,
            thresholds=thresholds,
            benchmarks=benchmarks,
            repairs=repairs,
            workers=workers,
            batch=batch,
        ),
        Selection(only=only, skip=skip, limit=limit),
    )


def record(
    problems: str,
    recording: Path,
    /,
    *,
    model: str,
    source: Annotated[Path | None, Parameter(name="--from")] = None,
    live: bool = False,
    endpoints: Path | None = None,
    only: tuple[str, ...] = (),
    repairs: int = 1,
    workers: int = 2,
    work: Path = Path("runs/record"),
) -> int:
    """Record completions again after prompts or problems changed.

    Runs the synthesis with a scratch registry. With --from, completions come from a folder of files
    `<problem>/<NN-step>.md` (an older recording will do, also the recording itself); where one is missing, its prompt
    is written beside it as `<NN-step>.prompt.md`. With --live, an endpoint answers.

    Parameters
    ----------
    problems
        The problems to record for.
    recording
        Folder of recorded completions to write.
    model
        The model's name; part of each request's identity.
    source
        Folder of completion files.
    live
        Ask the endpoint (OPENAI_BASE_URL, OPENAI_API_KEY).
    endpoints
        As for `scaler synth`; with --live only.
    only
        Only the problems with these ids.
    repairs, workers
        As for `scaler synth`.
    work
        Scratch folder: registry and outcomes.
    """
    if live == (source is not None):
        raise ConfigError("say where completions come from", fix="either --live or --from DIR")
    several = () if endpoints is None else load_endpoints(endpoints)
    llm = LLMConfig(mode="live" if live else "files", model=model, recording=recording, files=source, endpoints=several)
    config = SynthesisConfig(llm=llm, registry=work / "env_registry", work=work, repairs=repairs, workers=workers)
    return _run(problems, config.model_copy(update={"resume": False}), Selection(only=only))


def _run(problems: str, config: SynthesisConfig, selection: Selection) -> int:
    from flows.synthesize import synthesize

    synthesize(problems, config, selection)
    return 0


def _required(model: str) -> str:
    if not model:
        raise ConfigError("no model was named", fix="pass --model NAME, as your endpoint calls it")
    return model
