"""The limit of LLM calls that all runs of a server share."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, PREFECT_CLIENT_MAX_RETRIES, temporary_settings
from prefect.testing.utilities import prefect_test_harness

from flows import limits
from scaler.errors import EndpointError
from scaler.station import LLM_CALLS
from scaler.station.equip import limit_llm_calls


@pytest.fixture(scope="module")
def server() -> Iterator[None]:
    with prefect_test_harness(server_startup_timeout=180):
        yield


@pytest.mark.slow
def test_calls_of_all_threads_keep_to_the_limit(server: None) -> None:
    limits.admit_llm_call()  # no limit is set: at once
    with get_client(sync_client=True) as client:
        limit_llm_calls(client, 60)  # one a second, ten at once
        limit_llm_calls(client, None)  # leaves what is there
        limit = client.read_global_concurrency_limit_by_name(LLM_CALLS)
    assert (limit.limit, limit.slot_decay_per_second) == (10, 1.0)
    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        for future in [pool.submit(limits.admit_llm_call) for _ in range(14)]:
            future.result()
    assert time.monotonic() - started > 3  # the four that were too many had to wait for a slot each


@pytest.mark.slow
def test_a_server_that_does_not_answer_is_an_endpoint_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PATIENCE", 0.0)
    monkeypatch.setattr(limits, "LLM_CALLS", "of-nobody")  # Prefect keeps a connection for each limit's name
    unreachable = {PREFECT_API_URL: "http://127.0.0.1:9/api", PREFECT_CLIENT_MAX_RETRIES: 0}
    with (
        temporary_settings(unreachable),
        pytest.raises(EndpointError, match="does not say whether the limit of-nobody allows a call"),
    ):
        limits.admit_llm_call()
