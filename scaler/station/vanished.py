"""Runs that died without a word. Prefect counts them as pending or running for ever, and they keep their places.

An automation (see `equip`) crashes a run whose heartbeats end. But events that a killed server had not written yet are
lost, and a run that never began sends none; so the states themselves are looked at, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.responses import SetStateStatus
from prefect.exceptions import ObjectNotFound

from scaler.station.equip import POOLS, SILENCE

BEGINNING = timedelta(minutes=5)
"""How long a run of the station's own pools may be pending. Prefect itself keeps its place under a limit for as long.

In other pools it may wait for an image or a machine, and is left alone.
"""

_PAGE = 200
_OURS = WorkPoolFilter(name=WorkPoolFilterName(any_=list(POOLS)))


def crash_vanished(
    client: SyncPrefectClient, beginning: timedelta = BEGINNING, silence: timedelta = SILENCE
) -> list[str]:
    """Mark runs as crashed that are pending for too long, or running and silent; as cancelled those being cancelled.

    Returns a line a run. To be called when the server has been up for `SILENCE`: before that a living run may not have
    been heard. Raises httpx.HTTPError.
    """
    now = datetime.now(UTC)
    said = []
    for run in list(_since(client, now - beginning, [StateType.PENDING], _OURS)):
        said += _end(client, run, f"pending for {beginning.total_seconds():.0f} seconds: what was to start it died")
    for run in list(_since(client, now - silence, [StateType.RUNNING, StateType.CANCELLING], None)):
        if not signs_of_life(client, run.id, now - silence):
            said += _end(client, run, f"no sign of life for {silence.total_seconds():.0f} seconds")
    return said


def signs_of_life(client: SyncPrefectClient, run: UUID, since: datetime) -> list[str]:
    """What a run sent since then, and what states it came into; fifty events at most, the newest first."""
    chosen = {"occurred": {"since": since.isoformat()}, "resource": {"id": [f"prefect.flow-run.{run}"]}}
    answer = client.request("POST", "/events/filter", json={"filter": chosen, "limit": 50})
    return [each["event"] for each in answer.json()["events"]]


def _since(
    client: SyncPrefectClient, before: datetime, states: list[StateType], pools: WorkPoolFilter | None
) -> Iterator[FlowRun]:
    """The runs that came into one of these states before then."""
    chosen = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)))
    offset = 0
    while page := client.read_flow_runs(flow_run_filter=chosen, work_pool_filter=pools, limit=_PAGE, offset=offset):
        offset += len(page)
        yield from (run for run in page if run.state is not None and run.state.timestamp < before)


def _end(client: SyncPrefectClient, run: FlowRun, message: str) -> list[str]:
    """The line about it; none where the run has moved on since it was looked at, or was deleted."""
    end = StateType.CANCELLED if run.state_type == StateType.CANCELLING else StateType.CRASHED
    try:
        if client.read_flow_run(run.id).state_id != run.state_id:
            return []
        result = client.set_flow_run_state(run.id, State(type=end, message=message))
    except ObjectNotFound:
        return []
    return [f"{run.name} is marked as {end.value.lower()}: {message}"] if result.status == SetStateStatus.ACCEPT else []
