"""`scaler benchmark`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from scaler.cli.evaluate import file_name, one_subject
from scaler.cli.show import show_rows
from scaler.errors import ConfigError
from scaler.evaluation import SamplerConfig
from scaler.evaluation.benchmarks import BENCHMARKS, find_benchmark, read_tasks
from scaler.progress import say


def benchmark(
    folder: Path | None = None,
    /,
    *,
    model: str = "",
    base_url: Annotated[str | None, Parameter(name=("--base-url", "--endpoint"))] = None,
    only: tuple[str, ...] = (),
    data: Path | None = None,
    limit: int | None = None,
    samples: int | None = None,
    out: Path | None = None,
    temperature: float = 0.6,
    max_new_tokens: int = 8192,
    seed: int = 0,
    concurrency: int = 16,
) -> int:
    """Run the paper's benchmarks on a model: MATH-500, AMC23, AIME24, MMLU-Pro (validation), BBEH (mini).

    The harness is inspect-ai, in a virtual environment of its own: pip install 'scaler[benchmarks]'.

    Parameters
    ----------
    folder
        A model folder that transformers can load.
    model, base_url, concurrency
        Instead of a folder: a model behind an OpenAI-compatible endpoint, as for `scaler evaluate`.
    only
        The benchmarks to run; by default all of them.
    data
        A folder with the data sets, such as math-500.jsonl; without it they come from the Hugging Face hub.
    limit
        Only the first rows of each.
    samples
        Completions a row; by default the paper's: 16 for AMC23, AIME24 and MMLU-Pro, else 1.
    out
        Folder of Inspect's logs (`inspect view --log-dir OUT`); by default runs/benchmark/<model>. The same command
        goes on where it stopped.
    temperature, max_new_tokens, seed
        Of the sampling; top-p is 0.95.
    """
    subject = one_subject(folder, model, base_url, concurrency)
    chosen = [find_benchmark(name) for name in only] or list(BENCHMARKS)
    if samples is not None:
        chosen = [each.model_copy(update={"samples": samples}) for each in chosen]
    tasks = {each: read_tasks(each, data)[:limit] for each in chosen}
    try:
        from scaler.evaluation.benchmarks.tasks import run_benchmarks
    except ModuleNotFoundError as error:
        raise ConfigError(f"the harness is not installed: {error}", fix="pip install 'scaler[benchmarks]'") from error
    where = out or Path("runs/benchmark") / file_name(subject.name)
    sampling = SamplerConfig(temperature=temperature, max_new_tokens=max_new_tokens, seed=seed)
    results = run_benchmarks(subject, tasks, sampling, where)
    show_rows(results, ("benchmark", "rows", "samples", "accuracy", "stderr", "unscored"), as_json=False)
    say(f"  logs: inspect view --log-dir {where}")
    return 0
