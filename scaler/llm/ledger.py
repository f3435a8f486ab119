"""The ledger: what each problem and step asked of the model, what it cost, and whether there is budget left.

Calls answered from the recording cost nothing. The others are written to a file before anything else is done with
them (see `journal`): runs that were killed, and other processes with the same file, count.
"""

from __future__ import annotations

import secrets
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from scaler.errors import BudgetExceeded
from scaler.llm.call import Call, Completion
from scaler.llm.config import EndpointConfig, LLMConfig, Prices
from scaler.llm.fault import Bill
from scaler.llm.journal import Entry, Journal


@dataclass(frozen=True)
class Spend:
    """Sums over completions. Tokens and cost are those paid for; `cached_tokens` were paid for before.

    `calls` counts all completions, `cached` those among them that cost nothing. `estimated`: some count is a guess.
    `refused` answers were paid for and of no use; their tokens and cost are counted. Of `unknown` calls, sent by now
    and without an answer, nobody knows what they cost: at most `unknown_tokens` and `unknown_cost`, not counted above.
    """

    calls: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    estimated: bool = False
    cost: float = 0.0
    refused: int = 0
    unknown: int = 0
    unknown_tokens: int = 0
    unknown_cost: float = 0.0

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Spend) -> Spend:
        sums: dict[str, Any] = {f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        return Spend(**sums | {"estimated": self.estimated or other.estimated})


@dataclass(frozen=True)
class LedgerRow:
    problem: str
    step: str
    spend: Spend


@dataclass
class EndpointRow:
    """What came of the attempts at one endpoint; `lost` ones may have been paid for."""

    endpoint: str
    answered: int = 0
    refused: int = 0
    failed: int = 0
    lost: int = 0
    tokens: int = 0
    cost: float = 0.0


@dataclass(frozen=True)
class Hold:
    """A part of the budget, set aside for one attempt until it is settled."""

    entry: Entry
    prices: Prices


class Ledger:
    """Counts completions. Safe to use from several threads, and from several processes that share its file.

    `path`: a JSON-lines file to append to; what it holds already is counted. Raises ConfigError on a malformed one.
    """

    def __init__(self, config: LLMConfig, path: Path | None = None) -> None:
        self._budget = config.budget
        self._prices = config.prices
        self._prices_at = {endpoint.name: endpoint.prices for endpoint in config.endpoints}
        self._changed = threading.Condition()
        self._spends: defaultdict[tuple[str, str], Spend] = defaultdict(Spend)
        self._endpoints: dict[str, EndpointRow] = {}
        self._open: dict[str, Entry] = {}
        self._asked: dict[str, str] = {}
        self._mine: set[str] = set()
        self._held_tokens = 0
        self._held_cost = 0.0
        self._journal = Journal(path, self._apply)

    def reserve(self, call: Call, request: str, endpoint: EndpointConfig, bound: tuple[int, int]) -> Hold:
        """Set aside what a call can cost at most: `bound`, prompt and completion tokens, at the endpoint's prices.

        While it does not fit, waits for this process's other calls to give back what they did not use. Raises
        BudgetExceeded when it does not fit without them either.
        """
        hold = Hold(
            Entry(
                event="asked",
                id=secrets.token_hex(6),
                problem=call.problem,
                step=call.prompt.step,
                label=call.label,
                request=request[:16],
                endpoint=endpoint.name,
                prompt_tokens=bound[0],
                completion_tokens=bound[1],
                cost=endpoint.prices.cost(*bound),
            ),
            endpoint.prices,
        )
        with self._changed:
            while True:
                with self._journal.turn() as append:
                    excess = self._excess(hold.entry)
                    if excess is None:
                        self._mine.add(hold.entry.id)
                        append(hold.entry)
                        return hold
                if not self._mine:
                    raise excess
                self._changed.wait()

    def settle(self, hold: Hold, completion: Completion) -> None:
        """The call was answered, and the answer is recorded."""
        self._settle(_answered(hold.entry, completion, hold.prices))

    def close(
        self, hold: Hold, bill: Bill, why: str, tokens: tuple[int, int] = (0, 0), estimated: bool = False
    ) -> None:
        """The call gave no completion; `tokens` count where an answer came that was refused."""
        entry = _of(hold.entry) | {"event": bill, "why": why}
        if bill == "refused":
            entry |= {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "estimated": estimated}
            entry |= {"cost": hold.prices.cost(*tokens)}
        self._settle(Entry(**entry))

    def record(self, call: Call, completion: Completion, request: str = "") -> None:
        """Count one completion that no endpoint was asked for; it is written unless it cost nothing.

        Where `request`, a key, was asked for by a run that was killed before it could settle, that is settled now:
        the recording knows what the answer cost.
        """
        written = {"problem": call.problem, "step": call.prompt.step, "label": call.label}
        if not completion.cached:
            self._settle(Entry(**written | _counts(completion, self._prices)))
            return
        tokens = completion.prompt_tokens + completion.completion_tokens
        with self._changed:
            self._spends[call.problem, call.prompt.step] += Spend(calls=1, cached=1, cached_tokens=tokens)
            if self._orphan(request) is not None:
                with self._journal.turn() as append:
                    # Looked up anew: the others may have settled it by now, or asked once more in its place.
                    if (asked := self._orphan(request)) is not None:
                        append(_answered(asked, completion, self._prices_at.get(asked.endpoint, self._prices)))

    def rows(self) -> list[LedgerRow]:
        """A row for each problem and step, in that order, of all processes that share the file."""
        with self._changed:
            self._read_on()
            return self._rows()

    def recorded(self) -> list[LedgerRow]:
        """What this process took from the recording, which the file does not tell others."""
        with self._changed:
            spends = sorted(self._spends.items())
        free = {at: Spend(s.cached, s.cached, cached_tokens=s.cached_tokens) for at, s in spends if s.cached}
        return [LedgerRow(*at, spend) for at, spend in free.items()]

    def include(self, recorded: Iterable[LedgerRow]) -> None:
        """Count what another process took from the recording."""
        with self._changed:
            for row in recorded:
                self._spends[row.problem, row.step] += row.spend

    def totals(self) -> Spend:
        """The sum of all rows."""
        return sum((row.spend for row in self.rows()), Spend())

    def endpoints(self) -> list[EndpointRow]:
        """A row for each endpoint that was ever asked, by name."""
        with self._changed:
            self._read_on()
            return [self._endpoints[name] for name in sorted(self._endpoints)]

    def _read_on(self) -> None:
        """Count what other processes appended."""
        with self._journal.turn():
            pass

    def _rows(self) -> list[LedgerRow]:
        spends = dict(self._spends)
        for entry in self._open.values():
            at = entry.problem, entry.step
            spends[at] = spends.get(at, Spend()) + _unknown(entry)
        return [LedgerRow(problem, step, spend) for (problem, step), spend in sorted(spends.items())]

    def _orphan(self, request: str) -> Entry | None:
        """The last asking of a request, if it is not settled and not by this process."""
        asked = self._open.get(self._asked.get(request[:16], ""))
        return None if asked is None or asked.id in self._mine else asked

    def _settle(self, entry: Entry) -> None:
        with self._changed:
            try:
                with self._journal.turn() as append:
                    if not entry.id or entry.id in self._open:  # else somebody else settled it from the recording
                        append(entry)
            finally:
                self._mine.discard(entry.id)
                self._changed.notify_all()

    def _excess(self, entry: Entry) -> BudgetExceeded | None:
        """Why the budget has no room for what an entry may cost."""
        fix = "raise the budget and run again; completions so far are in the recording and cost nothing then"
        if (most := self._budget.max_tokens) is not None and self._held_tokens + entry.tokens > most:
            return BudgetExceeded(
                f"the budget of {most:,} tokens has no room for a call of up to {entry.tokens:,}: "
                f"{self._held_tokens:,} are spent{self._doubt(cost=False)}",
                fix=fix,
            )
        if (cost := self._budget.max_cost) is not None and self._held_cost + entry.cost > cost:
            return BudgetExceeded(
                f"the budget of {cost:.4f} has no room for a call of up to {entry.cost:.4f}: "
                f"{self._held_cost:.4f} are spent{self._doubt(cost=True)}",
                fix=fix,
            )
        return None

    def _doubt(self, *, cost: bool) -> str:
        unknown = sum((row.spend for row in self._rows()), Spend())
        if not unknown.unknown:
            return ""
        most = f"{unknown.unknown_cost:.4f}" if cost else f"{unknown.unknown_tokens:,}"
        return f", of them up to {most} for {unknown.unknown} calls whose answers are not known"

    def _apply(self, entry: Entry) -> None:
        """Count an entry."""
        if entry.event == "asked":
            self._open[entry.id] = entry
            self._asked[entry.request] = entry.id
            self._hold(entry, 1)
            return
        asked = self._open.pop(entry.id, None)
        if entry.id and asked is None:
            return
        if asked is not None:
            if self._asked.get(asked.request) == asked.id:
                del self._asked[asked.request]
            row = self._endpoints.setdefault(asked.endpoint, EndpointRow(asked.endpoint))
            setattr(row, entry.event, getattr(row, entry.event) + 1)
            row.tokens += entry.tokens
            row.cost += entry.cost
            # What is not known for sure stays held at its most.
            if entry.event != "lost" and not (entry.estimated and asked.tokens >= entry.tokens):
                self._hold(asked, -1)
                self._hold(entry, 1)
        else:
            self._hold(entry, 1)
        spend = _unknown(asked) if asked is not None and entry.event == "lost" else _paid(entry)
        self._spends[entry.problem, entry.step] += spend

    def _hold(self, entry: Entry, sign: int) -> None:
        self._held_tokens += sign * entry.tokens
        self._held_cost += sign * entry.cost


def _paid(entry: Entry) -> Spend:
    if entry.event == "failed":
        return Spend()
    return Spend(
        calls=int(entry.event == "answered"),
        prompt_tokens=entry.prompt_tokens,
        completion_tokens=entry.completion_tokens,
        estimated=entry.estimated,
        cost=entry.cost,
        refused=int(entry.event == "refused"),
    )


def _unknown(entry: Entry) -> Spend:
    return Spend(unknown=1, unknown_tokens=entry.tokens, unknown_cost=entry.cost)


def _of(asked: Entry) -> dict[str, Any]:
    return asked.model_dump(include={"id", "problem", "step", "label", "endpoint"})


def _counts(completion: Completion, prices: Prices) -> dict[str, Any]:
    return {
        "model": completion.model,
        "prompt_tokens": completion.prompt_tokens,
        "completion_tokens": completion.completion_tokens,
        "estimated": completion.estimated,
        "cost": prices.cost(completion.prompt_tokens, completion.completion_tokens),
    }


def _answered(asked: Entry, completion: Completion, prices: Prices) -> Entry:
    return Entry(**_of(asked) | {"event": "answered"} | _counts(completion, prices))
