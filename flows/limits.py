"""The limit of calls of models that all runs of one Prefect server share."""

from __future__ import annotations

import time

import httpx
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from scaler.errors import ConfigError, EndpointError

LLM_CALLS = "llm-calls"
"""The limit that every flow asks before it calls a model: over all runs and machines of one server."""

SERVER_PATIENCE = 120.0
"""Seconds that calls wait for a server that has stopped answering: one that died is started again in the meantime."""

NONE_KNOWN = 60.0
"""Seconds for which a server's word holds that it has no such limit."""

_PAUSE = 2.0


class CallLimit:
    """Waits, when called, until the limit `llm-calls` lets one more call start. Threads may share it.

    At once where the server has no such limit. Prefect's `rate_limit` is the same with an event for every call, which a
    large synthesis would make by the million.

    Raises ConfigError when the limit allows no call at all, and EndpointError when the server has not answered for two
    minutes; later calls then ask it once.
    """

    def __init__(self) -> None:
        self._free_until = 0.0
        self._silent_since: float | None = None

    def __call__(self) -> None:
        while time.monotonic() >= self._free_until:
            pause = self._ask()
            if pause is None:
                return
            time.sleep(pause)

    def _ask(self) -> float | None:
        """Take a slot: None when there was one, else the seconds after which to ask again."""
        try:
            with temporary_settings({PREFECT_CLIENT_MAX_RETRIES: 0}), get_client(sync_client=True) as client:
                taken = client.increment_concurrency_slots([LLM_CALLS], 1, mode="rate_limit").json()
        except httpx.HTTPStatusError as error:
            match error.response.status_code:
                case httpx.codes.LOCKED:
                    self._silent_since = None
                    return float(error.response.headers["Retry-After"])
                case httpx.codes.UNPROCESSABLE_ENTITY:
                    raise ConfigError(
                        f"Prefect's limit {LLM_CALLS} allows no call: {error.response.text[:200]}",
                        fix=f"prefect gcl update {LLM_CALLS} --limit 100 --slot-decay-per-second 10: 600 a minute",
                    ) from error
            return self._unheard(error)
        except httpx.HTTPError as error:
            return self._unheard(error)
        self._silent_since = None
        if not taken:
            self._free_until = time.monotonic() + NONE_KNOWN
        return None

    def _unheard(self, error: Exception) -> float:
        now = time.monotonic()
        self._silent_since = self._silent_since or now
        if now - self._silent_since < SERVER_PATIENCE:
            return _PAUSE
        raise EndpointError(
            f"Prefect's server does not say whether the limit {LLM_CALLS} allows a call: {error}",
            fix="start it again (scaler up), then run the same again: what was paid for is in the recording",
        ) from error


admit_llm_call = CallLimit()
"""Of this process."""
