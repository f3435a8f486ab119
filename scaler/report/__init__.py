"""A run as one HTML page: what was trained, what moved, what was held out, and what the synthesis kept."""

from __future__ import annotations

from scaler.report.page import write_report
from scaler.report.records import EnvironmentStep, Evaluation, Run, RunFacts, Step, read_run

__all__ = [
    "EnvironmentStep",
    "Evaluation",
    "Run",
    "RunFacts",
    "Step",
    "read_run",
    "write_report",
]
