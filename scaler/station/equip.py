"""What a server needs before flows can run on it: pools, deployments, and an eye on runs that vanished."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.limits import LLM_CALLS
from scaler.errors import ConfigError
from scaler.station.config import StationConfig

POOLS = ("local", "gpu")
ZOMBIES = "crash runs without a heartbeat"
SILENCE = timedelta(seconds=420)
"""How long a run may send no heartbeat before it counts as crashed.

Workers of a station send one every 30 s, whoever else runs a flow on its server every 180 s, as Prefect ships.
"""

FIRST_LLM_CALLS = 600
"""Calls of models a minute, where nobody says otherwise."""

_ENDED = frozenset(f"prefect.flow-run.{name}" for name in ("heartbeat", "Completed", "Failed", "Cancelled", "Crashed"))


def equip(config: StationConfig) -> None:
    """Make pools and the automation, and register the deployments of prefect.yaml. Done again, it mends."""
    with temporary_settings({PREFECT_API_URL: config.api}), get_client(sync_client=True) as client:
        for name, limit in zip(POOLS, (config.runs, config.gpus), strict=True):
            _pool(client, name, limit)
        limit_llm_calls(client, config.llm_calls)
        _watch_for_zombies(client)
    deploy(config.home, config.environment())


def deploy(home: Path, environment: Mapping[str, str]) -> None:
    """Register every deployment of prefect.yaml. Raises ConfigError with what Prefect said."""
    command = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
    result = subprocess.run(command, cwd=home, env=dict(environment), capture_output=True, text=True, check=False)
    if result.returncode:
        said = (result.stderr or result.stdout).strip()[-2000:]
        raise ConfigError(f"the deployments of {home / 'prefect.yaml'} were refused:\n{said}", fix="correct the file")


def _pool(client: SyncPrefectClient, name: str, limit: int) -> None:
    try:
        client.read_work_pool(name)
    except ObjectNotFound:
        client.create_work_pool(WorkPoolCreate(name=name, type="process", concurrency_limit=limit))
    else:
        client.update_work_pool(name, WorkPoolUpdate(concurrency_limit=limit))


def limit_llm_calls(client: SyncPrefectClient, per_minute: int | None) -> None:
    """A slot a call, free again at an even pace; up to ten seconds' worth may be taken at once."""
    try:
        client.read_global_concurrency_limit_by_name(LLM_CALLS)
        if per_minute is None:  # as somebody left it
            return
    except ObjectNotFound:
        per_minute = per_minute or FIRST_LLM_CALLS
    client.upsert_global_concurrency_limit_by_name(LLM_CALLS, max(per_minute // 6, 1), per_minute / 60)


def _watch_for_zombies(client: SyncPrefectClient) -> None:
    """A run that was killed with its worker says nothing any more: without this it stays "Running" for ever."""
    if client.read_automations_by_name(ZOMBIES):
        return
    client.create_automation(
        AutomationCore(
            name=ZOMBIES,
            trigger=EventTrigger(
                after={"prefect.flow-run.heartbeat"},
                expect=set(_ENDED),
                match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
                for_each={"prefect.resource.id"},
                posture=Posture.Proactive,
                threshold=1,
                within=SILENCE,
            ),
            actions=[
                ChangeFlowRunState(
                    state=StateType.CRASHED, message=f"no sign of life for {SILENCE.total_seconds():.0f} seconds"
                )
            ],
        )
    )
