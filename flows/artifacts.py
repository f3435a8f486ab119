"""What a run leaves in Prefect's UI. The rows and texts are made in `scaler`; here they are only handed over."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from scaler.progress import Standing, say
from scaler.report import run_markdown
from scaler.synthesis import BatchResult, failures_markdown, funnel_rows


class ProgressArtifact:
    """A watcher: a bar in the run's artifacts that says how many of the `unit` are done, and how long the rest takes.

    A server that does not answer stops no run: the bar then stands still until it does.
    """

    def __init__(self, key: str, unit: str) -> None:
        self._key = key
        self._unit = unit
        self._artifact: UUID | None = None

    def __call__(self, standing: Standing) -> None:
        last = " ".join(standing.last.replace("`", "'").split())
        text = standing.text(self._unit) + (f"; last: `{last}`" if last else "")  # Markdown would link name@1.0
        try:
            if self._artifact is None:
                made = create_progress_artifact(standing.percent, key=self._key, description=text)
                assert isinstance(made, UUID)
                self._artifact = made
            else:
                update_progress_artifact(self._artifact, standing.percent, description=text)
        except httpx.HTTPError as error:
            say(f"  progress was not shown: {error}")


def show_training(run: Path) -> None:
    """The run's numbers and curves, as its report draws them."""
    create_markdown_artifact(run_markdown(run), key="training", description=f"Training in {run}")


def show_synthesis(source: str, result: BatchResult, costs: list[dict[str, object]]) -> None:
    """Yield funnel, costs, and what the gates refused with links to the review page."""
    create_table_artifact(table=funnel_rows(result), key="yield-funnel", description=f"Yield over {source}")
    create_table_artifact(table=costs, key="synthesis-cost", description="Tokens and cost by stage")
    create_markdown_artifact(failures_markdown(result), key="gate-failures", description="What was refused, and why")
