"""Runs that died without a word, on a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import State, StateType
from prefect.testing.utilities import prefect_test_harness

from scaler.station.vanished import _end, crash_vanished, signs_of_life

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[SyncPrefectClient]:
    with prefect_test_harness(server_startup_timeout=180), get_client(sync_client=True) as client:
        yield client


@flow
def nothing() -> None:
    pass


def heartbeat(server: SyncPrefectClient, run: UUID) -> None:
    resource = {"prefect.resource.id": f"prefect.flow-run.{run}"}
    event = {"event": "prefect.flow-run.heartbeat", "resource": resource, "id": str(uuid4())}
    server.request("POST", "/events", json=[event | {"occurred": datetime.now(UTC).isoformat()}])
    deadline = time.monotonic() + 60
    while "prefect.flow-run.heartbeat" not in signs_of_life(server, run, datetime.now(UTC) - timedelta(seconds=60)):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_only_what_shows_no_life_is_marked(server: SyncPrefectClient) -> None:
    for pool in ("local", "cluster"):
        server.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    deployments = {
        pool: server.create_deployment(server.create_flow(nothing), pool, work_pool_name=pool)
        for pool in ("local", "cluster")
    }
    runs = {
        name: server.create_flow_run_from_deployment(deployments[pool], name=name, state=State(type=state)).id
        for name, pool, state in (
            ("begins", "local", StateType.PENDING),
            ("pulls its image", "cluster", StateType.PENDING),
            ("works", "local", StateType.RUNNING),
            ("silent", "cluster", StateType.RUNNING),
            ("never ended", "local", StateType.CANCELLING),
            ("waits", "local", StateType.SCHEDULED),
        )
    }
    assert crash_vanished(server) == []  # all of them are young

    time.sleep(1)
    middle = datetime.now(UTC)
    time.sleep(1)
    heartbeat(server, runs["works"])
    since_middle = datetime.now(UTC) - middle
    said = crash_vanished(server, beginning=since_middle, silence=since_middle)
    ended = {"begins": "crashed", "never ended": "cancelled", "silent": "crashed"}
    assert sorted(line.split(":")[0] for line in said) == [f"{name} is marked as {how}" for name, how in ended.items()]
    assert {name: server.read_flow_run(run).state_type for name, run in runs.items()} == {
        **{name: StateType(how.upper()) for name, how in ended.items()},
        "pulls its image": StateType.PENDING,
        "works": StateType.RUNNING,
        "waits": StateType.SCHEDULED,
    }

    gone = server.read_flow_run(runs["works"])  # somebody deletes it between two looks
    server.delete_flow_run(gone.id)
    assert _end(server, gone, "gone") == []
