"""A home for a station: problems, thresholds, and the repository's own deployment of the synthesis, pointed at them."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import yaml

from benchmarks.flows.world import MODEL, write_problems, write_thresholds
from scaler.llm import EndpointConfig
from scaler.station import StationConfig
from scaler.synthesis import SynthesisConfig

REPOSITORY = Path(__file__).parents[2]
DEPLOYMENT = "synthesize/nightly"
SOURCE = "problems.jsonl"
LIMIT = 40
"""Runs of the deployment at a time: one that was killed counts until it is found out, and must not stop the next."""


def furnish(home: Path, problems: int, endpoint: EndpointConfig) -> SynthesisConfig:
    """Write what the flow needs into `home`, and return the deployment's settings, with paths seen from there."""
    home.mkdir(parents=True, exist_ok=True)
    flows = home / "flows"
    if not flows.exists():
        flows.symlink_to(REPOSITORY / "flows")
    write_problems(home / SOURCE, range(problems))
    write_thresholds(home / "thresholds.yaml")
    config = SynthesisConfig.model_validate(
        {
            "llm": {"mode": "live", "model": MODEL, "recording": "recording", "endpoints": [endpoint]},
            "registry": "registry",
            "work": "work",
            "thresholds": "thresholds.yaml",
        }
    )
    (home / "prefect.yaml").write_text(yaml.safe_dump(_deployments(config), sort_keys=False))
    return config


def station_config(home: Path, port: int, review_port: int) -> StationConfig:
    return StationConfig(
        home=home,
        state=home / "station",
        registry=Path("registry"),
        reviewer="nobody",
        port=port,
        review_port=review_port,
        runs=LIMIT,
    )


@contextlib.contextmanager
def surroundings() -> Iterator[None]:
    """The environment that the station's parts inherit: this repository's code, and a worker that asks every second."""
    wanted = {"PYTHONPATH": str(REPOSITORY), "PREFECT_WORKER_QUERY_SECONDS": "1"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _deployments(config: SynthesisConfig) -> dict[str, Any]:
    everything: dict[str, Any] = yaml.safe_load((REPOSITORY / "prefect.yaml").read_text())
    chosen = next(each for each in everything["deployments"] if each["entrypoint"].endswith(":synthesize"))
    del chosen["schedules"]  # runs start when the benchmark says so
    chosen["concurrency_limit"] = {**chosen["concurrency_limit"], "limit": LIMIT}
    chosen["parameters"] = {"source": SOURCE, "config": config.model_dump(mode="json")}
    return everything | {"deployments": [chosen]}


def flow_processes(home: Path) -> dict[int, str]:
    """The processes that execute flow runs of this home: pid -> the run's id. What they start is left out."""
    mark = f"SCALER_HOME={home.resolve()}".encode()
    found, parents = {}, {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            if b"prefect." not in (folder / "cmdline").read_bytes():
                continue
            variables = (folder / "environ").read_bytes().split(b"\0")
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended, or is somebody else's
            continue
        run = next((v.partition(b"=")[2] for v in variables if v.startswith(b"PREFECT__FLOW_RUN_ID=")), None)
        if run is not None and mark in variables:
            found[int(folder.name)], parents[int(folder.name)] = run.decode(), int(stat[1])
    return {pid: run for pid, run in found.items() if parents[pid] not in found}


def alive(pid: int) -> bool:
    """Whether a process lives; one that is dead and not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Runs:
    """Flow runs, as the server's API sees them. Every method raises httpx.HTTPError while the server is down."""

    def __init__(self, api: str) -> None:
        self._client = httpx.Client(base_url=api, timeout=20.0, trust_env=False)

    def close(self) -> None:
        self._client.close()

    def healthy(self) -> bool:
        try:
            return self._client.get("/health", timeout=2.0).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def start(self) -> str:
        """Ask for a run of the deployment; its id."""
        deployment = self._json(self._client.get(f"/deployments/name/{DEPLOYMENT}"))["id"]
        run: str = self._json(self._client.post(f"/deployments/{deployment}/create_flow_run", json={}))["id"]
        return run

    def state(self, run: str) -> str:
        """The type of a run's state, such as RUNNING."""
        state: str = self._json(self._client.get(f"/flow_runs/{run}"))["state_type"]
        return state

    def states(self) -> Counter[str]:
        """How many runs are in each state."""
        counts: Counter[str] = Counter()
        while page := self._json(
            self._client.post("/flow_runs/filter", json={"limit": 200, "offset": counts.total(), "sort": "ID_DESC"})
        ):
            counts.update(run["state_type"] for run in page)
        return counts

    def slots(self) -> float:
        """Places under the deployment's limit that are taken."""
        limit = self._json(self._client.get(f"/deployments/name/{DEPLOYMENT}"))["global_concurrency_limit"]
        return float(limit["active_slots"])

    def _json(self, answer: httpx.Response) -> Any:
        answer.raise_for_status()
        return answer.json()
