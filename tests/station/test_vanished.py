"""Runs that died without a word, on a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State, StateType
from prefect.settings import PREFECT_API_URL
from prefect.testing.utilities import prefect_test_harness

from scaler.station.vanished import crash_vanished, events

pytestmark = pytest.mark.slow


@pytest.fixture
def api() -> Iterator[httpx.Client]:
    with (
        prefect_test_harness(server_startup_timeout=180),
        httpx.Client(base_url=str(PREFECT_API_URL.value()), timeout=60.0, trust_env=False) as client,
    ):
        yield client


@flow
def nothing() -> None:
    pass


def heartbeat(api: httpx.Client, run: str) -> None:
    resource = {"prefect.resource.id": f"prefect.flow-run.{run}"}
    event = {"event": "prefect.flow-run.heartbeat", "resource": resource, "id": str(uuid4())}
    api.post("/events", json=[event | {"occurred": datetime.now(UTC).isoformat()}]).raise_for_status()
    deadline = time.monotonic() + 60
    while "prefect.flow-run.heartbeat" not in events(api, run, datetime.now(UTC) - timedelta(seconds=60)):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_only_what_shows_no_life_is_marked(api: httpx.Client) -> None:
    with get_client(sync_client=True) as client:
        runs = {
            name: str(client.create_flow_run(nothing, name=name, state=State(type=state)).id)
            for name, state in (
                ("begins", StateType.PENDING),
                ("works", StateType.RUNNING),
                ("silent", StateType.RUNNING),
                ("waits", StateType.SCHEDULED),
            )
        }

    def state(name: str) -> str:
        return str(api.get(f"/flow_runs/{runs[name]}").json()["state_type"])

    assert crash_vanished(api) == []  # all of them are young

    time.sleep(1)
    middle = datetime.now(UTC)
    time.sleep(1)
    heartbeat(api, runs["works"])
    since_middle = datetime.now(UTC) - middle
    said = crash_vanished(api, beginning=since_middle, silence=since_middle)
    assert sorted(line.split(":")[0] for line in said) == [
        "begins is marked as crashed", "silent is marked as crashed",
    ]  # fmt: skip
    assert {name: state(name) for name in runs} == {
        "begins": "CRASHED",
        "works": "RUNNING",
        "silent": "CRASHED",
        "waits": "SCHEDULED",
    }
