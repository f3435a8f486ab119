"""A run as one HTML page, or several side by side: what was trained, what moved, what was held out, what went wrong."""

from __future__ import annotations

from scaler.report.brief import run_markdown
from scaler.report.compare import write_comparison
from scaler.report.page import write_report
from scaler.report.records import Run, Validation, read_run
from scaler.report.summary import Comparison, RunSummary, compare, summarise

__all__ = [
    "Comparison",
    "Run",
    "RunSummary",
    "Validation",
    "compare",
    "read_run",
    "run_markdown",
    "summarise",
    "write_comparison",
    "write_report",
]
