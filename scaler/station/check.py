"""Is a server fit for SCALER's flows? What `scaler doctor` says of it."""

from __future__ import annotations

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.limits import LLM_CALLS
from scaler.environment import Frozen
from scaler.station.config import StationConfig
from scaler.station.equip import POOLS, ZOMBIES

DEPLOYMENTS = (
    "synthesize/nightly", "audit/weekly", "review-digest/digest", "train/train", "evaluate/evaluate",
    "pipeline/pipeline",
)  # fmt: skip
_UP = "scaler up"


class Finding(Frozen):
    """One thing that was looked at: whether it is well, what was found, and what mends it."""

    what: str
    well: bool
    found: str
    fix: str = ""


def check_station() -> list[Finding]:
    """Look at pools, workers and deployments of a server: PREFECT_API_URL's, or the one that `scaler up` starts."""
    ours = {PREFECT_API_URL: StationConfig().api}
    with temporary_settings(set_defaults=ours), get_client(sync_client=True) as client:
        try:
            version = client.api_version()
        except (httpx.HTTPError, RuntimeError) as error:
            where = client.api_url
            return [Finding(what="Prefect server", well=False, found=f"{where}: {error}", fix=_UP)]
        return [
            Finding(what="Prefect server", well=True, found=f"{client.api_url}, version {version}"),
            *(_pool(client, name) for name in POOLS),
            _llm_calls(client),
            _zombies(client),
            *(_deployment(client, name) for name in DEPLOYMENTS),
        ]


def _pool(client: SyncPrefectClient, name: str) -> Finding:
    what = f"work pool {name}"
    try:
        pool = client.read_work_pool(name)
    except ObjectNotFound:
        return Finding(what=what, well=False, found="is not there", fix=_UP)
    workers = [worker for worker in client.read_workers_for_work_pool(name) if worker.status == "ONLINE"]
    limit = "no limit" if pool.concurrency_limit is None else f"at most {pool.concurrency_limit} runs"
    found = f"{pool.type}, {limit}, {len(workers)} workers online"
    return Finding(what=what, well=bool(workers), found=found, fix=f"prefect worker start --pool {name}")


def _llm_calls(client: SyncPrefectClient) -> Finding:
    what = f"limit {LLM_CALLS}"
    try:
        limit = client.read_global_concurrency_limit_by_name(LLM_CALLS)
    except ObjectNotFound:
        return Finding(what=what, well=False, found="is not there: models are called without a limit", fix=_UP)
    if not (limit.active and limit.slot_decay_per_second):
        return Finding(
            what=what,
            well=False,
            found="is off" if not limit.active else "its slots are never free again: no model can be called",
            fix=f"prefect gcl update {LLM_CALLS} --enable --slot-decay-per-second 10",
        )
    return Finding(what=what, well=True, found=f"{limit.slot_decay_per_second * 60:g} calls of models a minute")


def _zombies(client: SyncPrefectClient) -> Finding:
    there = bool(client.read_automations_by_name(ZOMBIES))
    found = "on" if there else "is not there: a killed run stays Running for ever"
    return Finding(what=f"automation: {ZOMBIES}", well=there, found=found, fix=_UP)


def _deployment(client: SyncPrefectClient, name: str) -> Finding:
    try:
        deployment = client.read_deployment_by_name(name)
    except ObjectNotFound:
        return Finding(what=f"deployment {name}", well=False, found="is not there", fix="prefect deploy --all")
    active = sum(schedule.active for schedule in deployment.schedules)
    return Finding(what=f"deployment {name}", well=True, found=f"{active} active schedules")
