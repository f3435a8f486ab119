"""The data sets: where they are, which columns are read, how answers are judged, how often a row is asked."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from scaler.errors import ConfigError

Judged = Literal["math", "choice", "text"]


class Benchmark(BaseModel):
    """One data set. `only` keeps the rows whose column has that value, such as BBEH's mini set."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    name: str
    hub: str
    split: str
    question: str
    answer: str
    judged: Judged
    """math: equal as mathematics. choice: a letter of `options`. text: the same words in the last box."""

    options: str | None = None
    only: tuple[str, int] | None = None
    samples: int = Field(ge=1)
    """Completions a row, as in the paper."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(c for c in (self.question, self.answer, self.options, self.only and self.only[0]) if c)


BENCHMARKS = (
    Benchmark(
        name="math-500",
        hub="HuggingFaceH4/MATH-500",
        split="test",
        question="problem",
        answer="answer",
        judged="math",
        samples=1,
    ),
    Benchmark(
        name="amc23", hub="math-ai/amc23", split="test", question="question", answer="answer", judged="math", samples=16
    ),
    Benchmark(
        name="aime24",
        hub="HuggingFaceH4/aime_2024",
        split="train",
        question="problem",
        answer="answer",
        judged="math",
        samples=16,
    ),
    Benchmark(
        name="mmlu-pro",
        hub="TIGER-Lab/MMLU-Pro",
        split="validation",  # the 70 rows that the paper's scripts take; the test split has 12,032
        question="question",
        answer="answer",
        options="options",
        judged="choice",
        samples=16,
    ),
    Benchmark(
        name="bbeh",
        hub="BBEH/bbeh",
        split="train",
        question="input",
        answer="target",
        judged="text",
        only=("mini", 1),
        samples=1,
    ),
)


def find_benchmark(name: str) -> Benchmark:
    """ConfigError where there is none of that name."""
    for benchmark in BENCHMARKS:
        if benchmark.name == name:
            return benchmark
    names = ", ".join(each.name for each in BENCHMARKS)
    raise ConfigError(f"there is no benchmark {name!r}", fix=f"choose of: {names}")
