"""What can go wrong between a request and its answer: who else may be asked, and whether it was paid for."""

from __future__ import annotations

import email.utils
import math
import time
from collections.abc import Mapping
from typing import Literal

from scaler.errors import EndpointError

LATER = "run again later: completions so far are in the recording and cost nothing then"
NO_ENDPOINT = (
    "check base_url (or OPENAI_BASE_URL): it must name an OpenAI-compatible API, such as http://localhost:8000/v1"
)
_REFUSED = "check model, temperature and max_tokens: the endpoint refuses the request"

Scope = Literal["call", "endpoint", "passing"]
"""call: the request is at fault, everywhere. endpoint: this one will not do. passing: it may do later."""

Bill = Literal["failed", "refused", "lost"]
"""failed: nothing was generated. refused: an answer came, and is of no use. lost: nobody knows what was generated."""


class Fault(Exception):
    """One attempt that gave no completion. Never leaves this room: it ends as an EndpointError."""

    def __init__(
        self,
        error: EndpointError,
        why: str,
        scope: Scope,
        bill: Bill,
        *,
        status: int | None = None,
        rest: float | None = None,
        tokens: tuple[int, int] = (0, 0),
        estimated: bool = False,
    ) -> None:
        super().__init__(why)
        self.error = error
        self.why = why
        self.scope: Scope = scope
        self.bill: Bill = bill
        self.status = status
        self.rest = rest
        self.tokens = tokens
        self.estimated = estimated


def scope_of(status: int) -> Scope:
    if status in (408, 409, 425, 429) or status >= 500:
        return "passing"
    return "call" if status in (400, 413, 422) else "endpoint"


def bill_of(status: int) -> Bill:
    """Gateways give up on a model that may go on: what a time-out of theirs cost is not known."""
    return "lost" if status in (408, 502, 504) or status >= 520 else "failed"


def fix_of(status: int, key_env: str | None) -> str:
    key = f"check {key_env}" if key_env else "name the variable that holds the key in key_env"
    fixes = {
        400: _REFUSED,
        401: key,
        402: f"the account has no credit: add some, then {LATER}",
        403: f"{key} and its rights",
        404: "check model and base_url (or OPENAI_BASE_URL)",
        413: _REFUSED,
        422: _REFUSED,
        429: f"lower concurrency, check the account's quota, or {LATER}",
    }
    return fixes.get(status, LATER if scope_of(status) == "passing" else NO_ENDPOINT)


def rest_of(headers: Mapping[str, str]) -> float | None:
    """Seconds that the endpoint asks to be left alone: `retry-after-ms`, or `Retry-After` in seconds or as a date.

    None where it does not say, or says no number that is 0 or more.
    """
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        if name not in headers:
            continue
        try:
            seconds = float(headers[name]) / unit
        except ValueError:
            continue
        return seconds if seconds >= 0 and not math.isnan(seconds) else None
    try:
        date = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, date.timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
