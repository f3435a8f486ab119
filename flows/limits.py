"""Limits that all runs of one Prefect server share."""

from __future__ import annotations

import time

import httpx
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import rate_limit

from scaler.errors import EndpointError
from scaler.station import LLM_CALLS

PATIENCE = 120.0
"""Seconds that a call waits for a server that does not answer: one that died is started again in the meantime."""

_PAUSE = 2.0


def admit_llm_call() -> None:
    """Wait until the limit `llm-calls` lets one more call start; at once where the server has no such limit.

    Raises EndpointError when the server does not answer for two minutes.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return rate_limit(LLM_CALLS)
        except (httpx.HTTPError, ConcurrencySlotAcquisitionError) as error:
            if time.monotonic() > deadline:
                raise EndpointError(
                    f"Prefect's server does not say whether the limit {LLM_CALLS} allows a call: {error}",
                    fix="start it again (scaler up), then run the same again: what was paid for is in the recording",
                ) from error
        time.sleep(_PAUSE)
