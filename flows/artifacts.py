"""What a run leaves in Prefect's UI. The rows and texts are made in `scaler`; here they are only handed over."""

from __future__ import annotations

from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from scaler.synthesis import BatchResult, failures_markdown, funnel_rows


class BatchProgress:
    """A progress bar in the run's artifacts: how many of `total` batches are done."""

    def __init__(self, key: str, total: int, unit: str) -> None:
        self._total = max(total, 1)
        self._unit = unit
        self._artifact = create_progress_artifact(0.0, key=key, description=f"0 of {total} {unit}")

    def show(self, done: int) -> None:
        assert isinstance(self._artifact, UUID)
        share = 100 * done / self._total
        update_progress_artifact(self._artifact, share, description=f"{done} of {self._total} {self._unit}")


def show_synthesis(source: str, result: BatchResult, costs: list[dict[str, object]]) -> None:
    """Yield funnel, costs, and what the gates refused with links to the review page."""
    create_table_artifact(table=funnel_rows(result), key="yield-funnel", description=f"Yield over {source}")
    create_table_artifact(table=costs, key="synthesis-cost", description="Tokens and cost by stage")
    create_markdown_artifact(failures_markdown(result), key="gate-failures", description="What was refused, and why")
