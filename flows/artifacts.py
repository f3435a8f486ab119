"""What a run leaves in Prefect's UI. The rows and texts are made in `scaler`; here they are only handed over."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_REQUEST_TIMEOUT, PREFECT_CLIENT_MAX_RETRIES, temporary_settings

from scaler.progress import Standing, say
from scaler.report import run_markdown
from scaler.synthesis import BatchResult, failures_markdown, funnel_rows

SHOWN_WITHIN = 5.0
"""Seconds that the server gets to take a progress."""

REST = 60.0


class ProgressArtifact:
    """A watcher: a bar in the run's artifacts that says how many of the `unit` are done, and how long the rest takes.

    Work does not wait for it: while one thread shows, others pass by, and a server that does not answer within seconds
    is left alone for a minute.
    """

    def __init__(self, key: str, unit: str) -> None:
        self._key = key
        self._unit = unit
        self._artifact: UUID | None = None
        self._showing = threading.Lock()
        self._again = 0.0

    def __call__(self, standing: Standing) -> None:
        if time.monotonic() < self._again or not self._showing.acquire(blocking=False):
            return
        try:
            with temporary_settings({PREFECT_API_REQUEST_TIMEOUT: SHOWN_WITHIN, PREFECT_CLIENT_MAX_RETRIES: 0}):
                self._show(standing)
        except (httpx.HTTPError, ObjectNotFound) as error:
            self._artifact = None  # it may be gone
            self._again = time.monotonic() + REST
            say(f"  progress could not be shown: {error}; again in {REST:g} s")
        finally:
            self._showing.release()

    def _show(self, standing: Standing) -> None:
        last = " ".join(standing.last.replace("`", "'").split())
        text = standing.text(self._unit) + (f"; last: `{last}`" if last else "")  # Markdown would link name@1.0
        if self._artifact is None:
            made = create_progress_artifact(standing.percent, key=self._key, description=text)
            assert isinstance(made, UUID)
            self._artifact = made
        else:
            update_progress_artifact(self._artifact, standing.percent, description=text)


def show_training(run: Path) -> None:
    """The run's numbers and curves, as its report draws them."""
    create_markdown_artifact(run_markdown(run), key="training", description=f"Training in {run}")


def show_synthesis(source: str, result: BatchResult, costs: list[dict[str, object]]) -> None:
    """Yield funnel, costs, and what the gates refused with links to the review page."""
    create_table_artifact(table=funnel_rows(result), key="yield-funnel", description=f"Yield over {source}")
    create_table_artifact(table=costs, key="synthesis-cost", description="Tokens and cost by stage")
    create_markdown_artifact(failures_markdown(result), key="gate-failures", description="What was refused, and why")
