"""The limit of LLM calls that all runs of a server share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.testing.utilities import prefect_test_harness

from flows import limits
from flows.limits import LLM_CALLS, CallLimit
from scaler.errors import ConfigError, EndpointError
from scaler.station.equip import limit_llm_calls


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.mark.slow
def test_calls_of_all_threads_keep_to_the_limit(server: None) -> None:
    CallLimit()()  # no limit is set: at once
    with get_client(sync_client=True) as client:
        limit_llm_calls(client, 60)  # one a second, ten at once
        limit_llm_calls(client, None)  # leaves what is there
        limit = client.read_global_concurrency_limit_by_name(LLM_CALLS)
    assert (limit.limit, limit.slot_decay_per_second) == (10, 1.0)
    admit = CallLimit()
    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(admit) for _ in range(14)]:
            future.result()
    assert time.monotonic() - started > 3  # the four that were too many had to wait for a slot each

    with get_client(sync_client=True) as client:
        client.upsert_global_concurrency_limit_by_name(LLM_CALLS, 0)
    with pytest.raises(ConfigError, match=f"limit {LLM_CALLS} allows no call"):
        admit()


def test_a_server_that_does_not_answer_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def nobody(**_: object) -> NoReturn:
        asked.append(time.monotonic())
        raise httpx.ConnectError("refused")

    monkeypatch.setattr(limits, "get_client", nobody)
    monkeypatch.setattr(limits, "SERVER_PATIENCE", 0.2)
    monkeypatch.setattr(limits, "_PAUSE", 0.05)
    admit = CallLimit()
    says = f"does not say whether the limit {LLM_CALLS} allows a call: refused"
    with pytest.raises(EndpointError, match=says):
        admit()
    waited = len(asked)
    assert waited > 2
    with pytest.raises(EndpointError, match=says):
        admit()
    assert len(asked) == waited + 1
