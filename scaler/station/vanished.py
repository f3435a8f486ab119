"""Runs that died without a word. Prefect counts them as pending or running for ever, and they keep their places.

An automation (see `equip`) crashes a run whose heartbeats end. But events that a killed server had not written yet are
lost, and a run that never began sends none; so the states themselves are looked at, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from scaler.station.equip import SILENCE

BEGINNING = timedelta(minutes=5)
"""How long a run may be pending. Prefect itself keeps its place under a deployment's limit for as long."""

_PAGE = 200


def crash_vanished(client: httpx.Client, beginning: timedelta = BEGINNING, silence: timedelta = SILENCE) -> list[str]:
    """Mark runs as crashed that are pending for too long, or running and silent; `client` is one of Prefect's API.

    Returns a line a run. To be called when the server has been up for `SILENCE`: before that a living run may not have
    been heard. Raises httpx.HTTPError.
    """
    now = datetime.now(UTC)
    said = []
    for run in list(_since(client, "PENDING", now - beginning)):
        said += _crash(client, run, f"pending for {beginning.total_seconds():.0f} seconds: what was to start it died")
    for run in list(_since(client, "RUNNING", now - silence)):
        if not events(client, run["id"], now - silence):
            said += _crash(client, run, f"no sign of life for {silence.total_seconds():.0f} seconds")
    return said


def _since(client: httpx.Client, state: str, before: datetime) -> Iterator[dict[str, Any]]:
    """The runs that came into this state before then."""
    chosen = {"flow_runs": {"state": {"type": {"any_": [state]}}}, "sort": "ID_DESC", "limit": _PAGE}
    offset = 0
    while page := _post(client, "/flow_runs/filter", chosen | {"offset": offset}):
        offset += len(page)
        yield from (run for run in page if datetime.fromisoformat(run["state"]["timestamp"]) < before)


def events(client: httpx.Client, run: str, since: datetime) -> list[str]:
    """What a run sent since then, and what states it came into; fifty at most, the newest first."""
    chosen = {"occurred": {"since": since.isoformat()}, "resource": {"id": [f"prefect.flow-run.{run}"]}}
    return [each["event"] for each in _post(client, "/events/filter", {"filter": chosen, "limit": 50})["events"]]


def _crash(client: httpx.Client, run: dict[str, Any], message: str) -> list[str]:
    """The line about it; none where the run has just moved on by itself."""
    said = _post(client, f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CRASHED", "message": message}})
    return [f"{run['name']} is marked as crashed: {message}"] if said["status"] == "ACCEPT" else []


def _post(client: httpx.Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(path, json=body).raise_for_status().json()
