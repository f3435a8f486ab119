"""The ledger: what each problem and step asked of the model, what it cost, and whether there is budget left.

Calls answered from the recording cost nothing. The others are appended to a file, one JSON line a completion, before
anything else is done with them: a killed run's spending is counted by the next run that opens the file.
Budgets do not see what other processes spend at the same time.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scaler.errors import BudgetExceeded, ConfigError
from scaler.llm.call import Call, Completion
from scaler.llm.config import LLMConfig


@dataclass(frozen=True)
class Spend:
    """Sums over completions. Tokens and cost are those paid for; `cached_tokens` were paid for before.

    `calls` counts all completions, `cached` those among them that cost nothing. `estimated`: some count is a guess.
    """

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    estimated: bool = False
    cost: float = 0.0

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Spend) -> Spend:
        return Spend(
            calls=self.calls + other.calls,
            cached=self.cached + other.cached,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            estimated=self.estimated or other.estimated,
            cost=self.cost + other.cost,
        )


@dataclass(frozen=True)
class LedgerRow:
    problem: str
    step: str
    spend: Spend


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    problem: str
    step: str
    label: str
    model: str
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)
    estimated: bool
    cost: float = Field(ge=0.0)

    def spend(self) -> Spend:
        return Spend(
            calls=1,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            estimated=self.estimated,
            cost=self.cost,
        )


class Ledger:
    """Counts completions. Safe to use from several threads.

    `path`: a JSON-lines file to append to; what it holds already is counted. Raises ConfigError on a malformed one.
    """

    def __init__(self, config: LLMConfig, path: Path | None = None) -> None:
        self._prices = config.prices
        self._budget = config.budget
        self._path = path
        self._lock = threading.Lock()
        self._spends: dict[tuple[str, str], Spend] = {}
        self._total = Spend()
        if path is not None and path.exists():
            for line in _read(path):
                self._add(line.problem, line.step, line.spend())

    def record(self, call: Call, completion: Completion) -> None:
        """Count one completion; append it to the file unless it cost nothing."""
        step = call.prompt.step
        if completion.cached:
            tokens = completion.prompt_tokens + completion.completion_tokens
            with self._lock:
                self._add(call.problem, step, Spend(calls=1, cached=1, cached_tokens=tokens))
            return
        line = _Line(
            problem=call.problem,
            step=step,
            label=call.label,
            model=completion.model,
            prompt_tokens=completion.prompt_tokens,
            completion_tokens=completion.completion_tokens,
            estimated=completion.estimated,
            cost=self._prices.cost(completion.prompt_tokens, completion.completion_tokens),
        )
        with self._lock:
            self._add(call.problem, step, line.spend())
            if self._path is not None:
                _append(self._path, line)

    def check(self) -> None:
        """Raise BudgetExceeded if the budget is used up. Calls in flight may still finish beyond it."""
        with self._lock:
            spent = self._total
        fix = "raise the budget and run again; completions so far are in the recording and cost nothing then"
        if (limit := self._budget.max_tokens) is not None and spent.tokens >= limit:
            raise BudgetExceeded(f"the budget of {limit:,} tokens is used up: {spent.tokens:,} spent", fix=fix)
        if (cost := self._budget.max_cost) is not None and spent.cost >= cost:
            raise BudgetExceeded(f"the budget of {cost:.4f} is used up: {spent.cost:.4f} spent", fix=fix)

    def rows(self) -> list[LedgerRow]:
        """A row for each problem and step, in that order."""
        with self._lock:
            return [LedgerRow(problem, step, spend) for (problem, step), spend in sorted(self._spends.items())]

    def totals(self) -> Spend:
        with self._lock:
            return self._total

    def _add(self, problem: str, step: str, spend: Spend) -> None:
        self._spends[problem, step] = self._spends.get((problem, step), Spend()) + spend
        self._total += spend


def _append(path: Path, line: _Line) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(line.model_dump_json().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> list[_Line]:
    lines = []
    for number, raw in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        try:
            lines.append(_Line.model_validate_json(raw))
            problem = None if raw.endswith(b"\n") else "it is cut short"
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]["msg"]
        if problem is not None:
            raise ConfigError(
                f"{path}:{number}: no line of a ledger: {problem}",
                fix="mend or delete that line: it is the spending of one call (a crash may cut the last one short)",
            )
    return lines
