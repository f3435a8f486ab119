"""Benchmarks as Inspect tasks, and their run. Loads inspect-ai."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import inspect_ai
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import Model, get_model
from inspect_ai.scorer import CORRECT, INCORRECT, Score, Scorer, Target, accuracy, choice, math, scorer, stderr
from inspect_ai.solver import TaskState, generate, multiple_choice, prompt_template
from pydantic import BaseModel, ConfigDict

from scaler.environment import AnswerSpec, parse_answer
from scaler.errors import AnswerError, ConfigError, EndpointError
from scaler.evaluation.benchmarks.rows import Task
from scaler.evaluation.benchmarks.table import Benchmark
from scaler.evaluation.contract import SamplerConfig
from scaler.evaluation.subject import LocalModel, Subject

BOXED = "{prompt}\n\nPlease reason step by step, and put your final answer within \\boxed{{}}."
TEXT = AnswerSpec(kind="string", instruction="the answer's text.")
RETRIES = 4
TOP_P = 0.95
"""The paper's; its temperature is 0.6."""


class BenchmarkResult(BaseModel):
    """`accuracy` is the mean over rows of the mean over completions, `stderr` its standard error over rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    benchmark: str
    rows: int
    samples: int
    accuracy: float
    stderr: float
    unscored: int
    log: str


def run_benchmarks(
    subject: Subject, tasks: Mapping[Benchmark, Sequence[Task]], sampling: SamplerConfig, out: Path
) -> list[BenchmarkResult]:
    """Ask and score by Inspect, with its logs in `out`: the same call again goes on with what is not done.

    Raises EndpointError where a benchmark could not be finished: a completion that could not be had is never a wrong
    one. ConfigError where the endpoint's key or address is not set.
    """
    made = {benchmark.name: inspect_task(benchmark, rows) for benchmark, rows in tasks.items()}
    done, logs = inspect_ai.eval_set(
        list(made.values()),
        log_dir=str(out),
        model=_model(subject, sampling),
        retry_attempts=1,
        max_connections=getattr(subject, "concurrency", 32),
        max_retries=RETRIES,
        temperature=sampling.temperature,
        top_p=TOP_P,
        max_tokens=sampling.max_new_tokens,
        # An endpoint that honours a seed would give every epoch of a row the same completion.
        seed=sampling.seed if isinstance(subject, LocalModel) else None,
        display="plain",
        ctl_server=False,
    )
    for log in logs:
        if log.status != "success" or log.results is None:
            reason = log.error.message if log.error else log.status
            raise EndpointError(
                f"benchmark {log.eval.task} was not finished: {reason}",
                fix=f"see its log {log.location}; the same command goes on where it stopped",
            )
    if not done:
        raise EndpointError(f"not all benchmarks in {out} were finished", fix="the same command goes on")
    by_name = {benchmark.name: benchmark for benchmark in tasks}
    return [_result(by_name[log.eval.task], log) for log in logs]


def inspect_task(benchmark: Benchmark, rows: Sequence[Task]) -> inspect_ai.Task:
    """The Inspect task of a benchmark over these rows."""
    samples = [
        Sample(id=number, input=row.question, target=row.answer, choices=list(row.options) or None)
        for number, row in enumerate(rows, 1)
    ]
    solver: Any = [prompt_template(BOXED), generate()]
    if benchmark.judged == "choice":
        solver = multiple_choice(cot=True)
    judge = {"math": math, "choice": choice, "text": boxed_text}[benchmark.judged]()
    return inspect_ai.Task(
        dataset=MemoryDataset(samples, name=benchmark.hub),
        solver=solver,
        scorer=judge,
        epochs=benchmark.samples,
        name=benchmark.name,
    )


@scorer(metrics=[accuracy(), stderr()])  # type: ignore[untyped-decorator, unused-ignore]
def boxed_text() -> Scorer:
    """The last box holds the target's words; case, outer brackets and quotes do not count."""

    async def score(state: TaskState, target: Target) -> Score:
        try:
            found = str(parse_answer(TEXT, state.output.completion))
        except AnswerError as error:
            return Score(value=INCORRECT, explanation=error.message)
        return Score(value=CORRECT if _plain(found) == _plain(target.text) else INCORRECT, answer=found)

    return score


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip("()[]'\"`*. ")


def _model(subject: Subject, sampling: SamplerConfig) -> Model:
    if isinstance(subject, LocalModel):
        where = str(subject.folder.resolve())
        return get_model(
            f"hf/{subject.folder.name}", model_path=where, tokenizer_path=where, device=subject.device, batch_size=32
        )
    key, url = os.environ.get("OPENAI_API_KEY"), subject.base_url or os.environ.get("OPENAI_BASE_URL")
    for name, value in (("OPENAI_API_KEY", key), ("OPENAI_BASE_URL", url)):
        if not value:
            raise ConfigError(f"{name} is not set", fix=f"export {name}=... (a server without keys takes any text)")
    return get_model(f"openai-api/endpoint/{subject.model}", base_url=url, api_key=key)


def _result(benchmark: Benchmark, log: Any) -> BenchmarkResult:
    (score,) = log.results.scores
    return BenchmarkResult(
        benchmark=benchmark.name,
        rows=log.eval.dataset.samples,
        samples=benchmark.samples,
        accuracy=round(score.metrics["accuracy"].value, 4),
        stderr=round(score.metrics["stderr"].value, 4),
        unscored=score.unscored_samples or 0,
        log=log.location.removeprefix("file://"),
    )
