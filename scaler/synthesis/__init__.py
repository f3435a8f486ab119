"""Synthesis: from problems to published drafts, with what became of each."""

from scaler.synthesis.batch import synthesize_batch, synthesize_planned
from scaler.synthesis.failures import REVIEW_URL, failures_markdown
from scaler.synthesis.outcome import (
    STAGES,
    BatchResult,
    Funnel,
    FunnelStage,
    Outcome,
    Rejection,
    Unfinished,
    funnel,
    funnel_rows,
    line,
    repair_gains,
    write_funnel,
)
from scaler.synthesis.plan import BATCH, Batch, Plan, Selection, make_plan
from scaler.synthesis.publish import publish
from scaler.synthesis.remote import Remote
from scaler.synthesis.synthesize import synthesize
from scaler.synthesis.workshop import PIPELINE, SynthesisConfig, Workshop, open_workshop, shared_workshop

__all__ = [
    "BATCH",
    "PIPELINE",
    "REVIEW_URL",
    "STAGES",
    "Batch",
    "BatchResult",
    "Funnel",
    "FunnelStage",
    "Outcome",
    "Plan",
    "Rejection",
    "Remote",
    "Selection",
    "SynthesisConfig",
    "Unfinished",
    "Workshop",
    "failures_markdown",
    "funnel",
    "funnel_rows",
    "line",
    "make_plan",
    "open_workshop",
    "publish",
    "repair_gains",
    "shared_workshop",
    "synthesize",
    "synthesize_batch",
    "synthesize_planned",
    "write_funnel",
]
