"""The rows of a data set: from a folder on this machine, or from the hub."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from scaler.errors import ConfigError
from scaler.evaluation.benchmarks.table import Benchmark

SUFFIXES = (".jsonl", ".json", ".parquet")


class Task(BaseModel):
    """One question of a benchmark, `answer` as the data set has it; `options` are the choices A, B, C, ..."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    answer: str
    options: tuple[str, ...] = ()


def read_tasks(benchmark: Benchmark, data: Path | None = None) -> list[Task]:
    """The benchmark's questions: from `<data>/<name>.jsonl` (or .json, .parquet), and from the hub without `data`.

    Raises ConfigError, which says what is needed, where the file or the hub is not there or a row lacks a column.
    """
    where, rows = _from_folder(benchmark, data) if data is not None else _from_hub(benchmark)
    tasks = [_task(benchmark, f"{where}, row {number}", row) for number, row in enumerate(rows, 1)]
    found = [task for task in tasks if task is not None]
    if not found:
        raise ConfigError(f"{where} has no row for benchmark {benchmark.name!r}", fix=_needed(benchmark))
    return found


def _from_folder(benchmark: Benchmark, data: Path) -> tuple[str, Iterable[Mapping[str, Any]]]:
    path = next((p for suffix in SUFFIXES if (p := data / f"{benchmark.name}{suffix}").is_file()), None)
    if path is None:
        names = ", ".join(f"{benchmark.name}{suffix}" for suffix in SUFFIXES)
        raise ConfigError(f"{data} has none of {names}", fix=_needed(benchmark))
    if path.suffix == ".parquet":
        import pyarrow.parquet

        return str(path), pyarrow.parquet.read_table(path).to_pylist()
    try:
        text = path.read_text()
        rows = json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines() if line]
    except ValueError as error:
        raise ConfigError(f"{path} is no {path.suffix} file: {error}", fix=_needed(benchmark)) from error
    return str(path), rows


def _from_hub(benchmark: Benchmark) -> tuple[str, Iterable[Mapping[str, Any]]]:
    import datasets

    try:
        rows = datasets.load_dataset(benchmark.hub, split=benchmark.split)
    except (OSError, ValueError, RuntimeError) as error:  # the hub's own errors are of these kinds
        first = str(error).strip().splitlines()[0]
        raise ConfigError(
            f"benchmark {benchmark.name!r} needs the data set {benchmark.hub}, which cannot be had: {first}",
            fix=_needed(benchmark),
        ) from error
    return benchmark.hub, rows


def _needed(benchmark: Benchmark) -> str:
    extra = f", rows with {benchmark.only[0]} = {benchmark.only[1]} alone count" if benchmark.only else ""
    return (
        f"with access to the hub: no --data; else put split {benchmark.split!r} of {benchmark.hub} into a folder as "
        f"{benchmark.name}.jsonl, .json or .parquet (columns {', '.join(benchmark.columns)}{extra}), "
        "and pass --data FOLDER. "
        f"On a machine with access: python -c \"import datasets; datasets.load_dataset('{benchmark.hub}', "
        f"split='{benchmark.split}').to_json('{benchmark.name}.jsonl')\""
    )


def _task(benchmark: Benchmark, where: str, row: Mapping[str, Any]) -> Task | None:
    lacking = [column for column in benchmark.columns if row.get(column) is None]
    if lacking:
        raise ConfigError(f"{where} has no {lacking[0]!r}", fix=_needed(benchmark))
    if benchmark.only is not None and int(row[benchmark.only[0]]) != benchmark.only[1]:
        return None
    options = tuple(map(str, row[benchmark.options])) if benchmark.options else ()
    answer = row[benchmark.answer]
    if isinstance(answer, float) and answer.is_integer():
        answer = int(answer)  # AMC23's answers are floats: 27.0
    task = Task(question=str(row[benchmark.question]), answer=str(answer), options=options)
    if benchmark.judged == "choice" and task.answer not in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[: len(options)]:
        raise ConfigError(f"{where}: answer {task.answer!r} is none of {len(options)} options", fix=_needed(benchmark))
    return task
