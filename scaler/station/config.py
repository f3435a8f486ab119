"""Where a station lives and how its parts are set up."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field

from scaler.environment import Frozen

ADDRESS = "127.0.0.1"
_DATABASE = re.compile(r"PREFECT_(API|SERVER|ORION)_DATABASE_")
_SECRET = re.compile(r"(?!PREFECT_).*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)")
_DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # With the defaults a thousand task runs take two minutes to be written, and "database is locked" is seen.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}

Part = Literal["server", "worker", "page"]


class StationConfig(Frozen):
    """Settings of `scaler up`."""

    home: Path = Path()
    """The folder that runs work in: a checkout with flows/ and prefect.yaml."""

    state: Path = Path("runs/station")
    """Prefect's database, the logs of all parts, and the review page's token."""

    registry: Path = Path("runs/local/env_registry")
    """The registry that the review page shows, seen from `home`: the one that the deployments fill."""

    reviewer: str = ""
    """Who decides on the review page; empty takes git's user.name or the login name."""

    port: int = Field(default=4200, ge=1, le=65535)
    """Prefect's server and UI."""

    review_port: int = Field(default=4201, ge=1, le=65535)
    """The review page."""

    runs: int = Field(default=2, ge=1)
    """Flow runs at a time on this machine's CPUs."""

    gpus: int = Field(default=1, ge=1)
    """Training runs at a time: one a GPU."""

    llm_calls: int | None = Field(default=None, ge=1)
    """Calls of models a minute, over all runs; None leaves what the server has, 600 at first."""

    @property
    def api(self) -> str:
        """The address of Prefect's API."""
        return f"http://{ADDRESS}:{self.port}/api"

    @property
    def ui(self) -> str:
        """The address of Prefect's UI."""
        return f"http://{ADDRESS}:{self.port}"

    @property
    def review_url(self) -> str:
        """The review page without its token: a browser that opened the page once is let in."""
        return f"http://{ADDRESS}:{self.review_port}"

    def environment(self, part: Part = "worker") -> dict[str, str]:
        """The environment variables of a part. What the user has set holds, but for what makes the parts one station.

        The database's address, which may hold a password, is for the server alone; keys and tokens are for the workers.
        """
        told = (
            _DEFAULTS
            | os.environ
            | {
                "PREFECT_HOME": str((self.state / "prefect").resolve()),
                "PREFECT_API_URL": self.api,
                "PREFECT_SERVER_UI_API_URL": self.api,
                "SCALER_HOME": str(self.home.resolve()),
                "SCALER_REVIEW_URL": self.review_url,
                "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": self.ui,  # no page from elsewhere starts runs here
                "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",  # a run without heartbeats is marked as crashed
                # What a run says is seen in its page, not only in a file.
                "PREFECT_LOGGING_EXTRA_LOGGERS": ",".join(
                    filter(None, [os.environ.get("PREFECT_LOGGING_EXTRA_LOGGERS"), "scaler"])
                ),
            }
        )
        kept = told.items()
        if part != "server":
            kept = {name: value for name, value in kept if not _DATABASE.match(name)}.items()
        if part != "worker":
            kept = {name: value for name, value in kept if not _SECRET.match(name)}.items()
        return dict(kept)
