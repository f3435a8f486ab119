"""Where a flow's tasks run: in threads of this process, or on a Ray cluster, without a change of any flow.

SCALER_TASK_RUNNER=threads              one batch at a time in this process (the default)
SCALER_TASK_RUNNER=threads:4            four at a time
SCALER_TASK_RUNNER=ray                  a Ray cluster on this machine
SCALER_TASK_RUNNER=ray://head:10001     a cluster that is up; every node sees the same registry and work folder
"""

from __future__ import annotations

import os
from typing import Any

from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from scaler.errors import ConfigError

VARIABLE = "SCALER_TASK_RUNNER"
FORMS = "threads, threads:N, ray or ray://HOST:PORT"


def task_runner(name: str | None = None) -> TaskRunner[Any]:
    """The task runner of this name; by default the one that the environment names. Raises ConfigError."""
    chosen = os.environ.get(VARIABLE, "threads") if name is None else name
    kind, _, rest = chosen.partition(":")
    match kind:
        case "threads" if not rest or (rest.isdecimal() and int(rest) > 0):
            return ThreadPoolTaskRunner(max_workers=int(rest or 1))
        case "ray":
            return _ray(chosen if rest else None)
    raise ConfigError(f"{VARIABLE}={chosen!r} names no task runner", fix=f"one of {FORMS}")


def _ray(address: str | None) -> TaskRunner[Any]:
    try:
        from prefect_ray import RayTaskRunner
    except ImportError as error:
        raise ConfigError(
            "Ray is not installed here", fix="install the extra `ray`: pip install 'scaler[ray]'"
        ) from error
    runner: TaskRunner[Any] = RayTaskRunner(address=address)
    return runner
