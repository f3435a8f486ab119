"""Tokens and cost by step, in all, and for each accepted environment, as rows for people and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from scaler.llm.ledger import Ledger, LedgerRow, Spend


def cost_rows(rows: Sequence[LedgerRow], accepted: int = 0) -> list[dict[str, Any]]:
    """One row a step in the order of the alphabet, `all`, and `an accepted environment` if `accepted` is not 0.

    Columns: step; completions; recorded, those among them that cost nothing; refused; prompt_tokens,
    completion_tokens and cost, paid for in the life of the ledger; recorded_tokens, paid for before; unknown_tokens
    and unknown_cost, the most that calls without an answer may have cost; estimated. The last row divides all numbers
    by `accepted`.
    """
    steps: defaultdict[str, Spend] = defaultdict(Spend)
    for row in rows:
        steps[row.step] += row.spend
    whole = sum(steps.values(), Spend())
    table = [_row(step, spend, 1) for step, spend in sorted(steps.items())]
    table.append(_row("all", whole, 1))
    if accepted:
        table.append(_row("an accepted environment", whole, accepted))
    return table


def cost_line(ledger: Ledger, accepted: int = 0) -> str:
    """The cost in one line."""
    spend = ledger.totals()
    parts = [f"{spend.calls:,} completions ({spend.cached:,} from the recording), {spend.tokens:,} tokens paid for"]
    if spend.cost:
        parts.append(f"cost {spend.cost:.4f}")
    if accepted and spend.tokens:
        each = f"{spend.tokens / accepted:,.0f} tokens" + (f" and {spend.cost / accepted:.4f}" if spend.cost else "")
        parts.append(f"{each} an accepted environment")
    if spend.refused:
        parts.append(f"{spend.refused:,} answers paid for and of no use")
    if spend.unknown:
        parts.append(f"{spend.unknown:,} calls without an answer, up to {spend.unknown_tokens:,} tokens more")
    return ", ".join(parts)


def endpoint_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """One row an endpoint: its name, attempts by what came of them, tokens and cost."""
    return [vars(row) | {"cost": round(row.cost, 6)} for row in ledger.endpoints()]


def _row(step: str, spend: Spend, share: int) -> dict[str, Any]:
    def part(amount: float) -> float:
        return amount if share == 1 else round(amount / share, 2)

    return {
        "step": step,
        "completions": part(spend.calls),
        "recorded": part(spend.cached),
        "refused": part(spend.refused),
        "prompt_tokens": part(spend.prompt_tokens),
        "completion_tokens": part(spend.completion_tokens),
        "cost": round(spend.cost / share, 6),
        "recorded_tokens": part(spend.cached_tokens),
        "unknown_tokens": part(spend.unknown_tokens),
        "unknown_cost": round(spend.unknown_cost / share, 6),
        "estimated": spend.estimated,
    }
