"""Where a flow's tasks run: in threads of this process, or on a Ray cluster, without a change of any flow.

SCALER_TASK_RUNNER=threads              one batch at a time in this process (the default)
SCALER_TASK_RUNNER=threads:4            four at a time
SCALER_TASK_RUNNER=ray                  a Ray cluster of this machine alone, for as long as the flow runs
SCALER_TASK_RUNNER=ray:auto             the cluster that this machine is a node of
SCALER_TASK_RUNNER=ray:head:6379        the same by its address
SCALER_TASK_RUNNER=ray://head:10001     a cluster that this machine is no node of; see docs/scale-out.md
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect.context import FlowRunContext
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from scaler.errors import ConfigError

VARIABLE = "SCALER_TASK_RUNNER"
FORMS = "threads, threads:N, ray, ray:auto, ray:HOST:PORT or ray://HOST:PORT"

_REMOTE = re.compile(r"auto|(//)?[^/:\s]+:\d+")


def task_runner(name: str | None = None) -> TaskRunner[Any]:
    """The task runner of this name; by default the one that the environment names. Raises ConfigError."""
    chosen = os.environ.get(VARIABLE, "threads") if name is None else name
    kind, _, rest = chosen.partition(":")
    match kind:
        case "threads" if not rest or (rest.isdecimal() and int(rest) > 0):
            return ThreadPoolTaskRunner(max_workers=int(rest or 1))
        case "ray" if chosen == "ray":
            return _ray("local", {"include_dashboard": False, "object_store_memory": 100_000_000})
        case "ray" if _REMOTE.fullmatch(rest):
            return _ray(chosen if rest.startswith("//") else rest, {})
    raise ConfigError(f"{VARIABLE}={chosen!r} names no task runner", fix=f"one of {FORMS}")


def in_other_processes() -> bool:
    """Whether the tasks of the flow that runs now are run by other processes, possibly on other machines."""
    context = FlowRunContext.get()
    return context is not None and not isinstance(context.task_runner, ThreadPoolTaskRunner)


@contextmanager
def one_server() -> Iterator[None]:
    """Tasks submitted within report to the server of this flow run, also where it is one that ends with the run.

    Without a server's address, every other process would start a server of its own on the same database.
    """
    context = FlowRunContext.get()
    assert context is not None
    with temporary_settings({PREFECT_API_URL: str(context.client.api_url)}):
        yield


def _ray(address: str, settings: dict[str, Any]) -> TaskRunner[Any]:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # Ray reads it when it is imported
    if address.startswith("ray://") and Path("~/.ray/auth_token").expanduser().exists():
        os.environ.setdefault("RAY_AUTH_MODE", "token")  # a cluster does so by itself, its client does not
    try:
        from prefect_ray import RayTaskRunner
    except ImportError as error:
        raise ConfigError(
            "Ray is not installed here", fix="install the extra `ray`: pip install 'scaler[ray]'"
        ) from error

    class Runner(RayTaskRunner):  # type: ignore[misc]
        def __enter__(self) -> Any:
            try:
                return super().__enter__()
            except (ConnectionError, ValueError) as error:
                raise ConfigError(
                    f"no Ray cluster at {address!r} lets this process in: {error}",
                    fix="see `ray status` there; RAY_AUTH_MODE and ~/.ray/auth_token must be the cluster's",
                ) from error

    runner: TaskRunner[Any] = Runner(init_kwargs={"address": address, "logging_level": logging.ERROR, **settings})
    return runner
