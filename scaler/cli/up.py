"""`scaler up`."""

from __future__ import annotations

import signal
from pathlib import Path


def up(
    *,
    home: Path = Path(),
    state: Path = Path("runs/station"),
    registry: Path = Path("runs/local/env_registry"),
    reviewer: str = "",
    port: int = 4200,
    review_port: int = 4201,
    runs: int = 2,
    gpus: int = 1,
    llm_calls: int | None = None,
) -> int:
    """Start everything on this machine: Prefect's server and UI, work pools, deployments, workers, the review page.

    All of it listens on 127.0.0.1 only. Ctrl+C ends it; started again, it goes on with the same database.

    Parameters
    ----------
    home
        The folder that runs work in: a checkout with flows/ and prefect.yaml.
    state
        Prefect's database, logs, and the review page's token.
    registry
        The registry that the review page shows, seen from `home`: the one that the deployments fill.
    reviewer
        Who decides on the review page; without it, git's user.name or the login name.
    port, review_port
        Of Prefect's server and of the review page.
    runs, gpus
        Flow runs at a time on the CPUs, and training runs at a time: one a GPU.
    llm_calls
        Calls of models a minute, over all runs; without it, what the server has, 600 at first. Prefect's UI changes it
        while runs go on (Concurrency, llm-calls).
    """
    from scaler.progress import say
    from scaler.station import Station, StationConfig

    config = StationConfig(
        home=home,
        state=state,
        registry=registry,
        reviewer=reviewer,
        port=port,
        review_port=review_port,
        runs=runs,
        gpus=gpus,
        llm_calls=llm_calls,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl+C: with all that was started
    try:
        with Station(config) as station:
            say("  Ctrl+C ends it")
            station.watch()
    except KeyboardInterrupt:
        say("  ended")
    return 0
