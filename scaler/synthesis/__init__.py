"""Synthesis: from problems to published drafts, with what became of each."""

from scaler.synthesis.batch import synthesize_batch
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
from scaler.synthesis.publish import publish
from scaler.synthesis.synthesize import synthesize
from scaler.synthesis.workshop import PIPELINE, SynthesisConfig, Workshop, open_workshop

__all__ = [
    "PIPELINE",
    "STAGES",
    "BatchResult",
    "Funnel",
    "FunnelStage",
    "Outcome",
    "Rejection",
    "SynthesisConfig",
    "Unfinished",
    "Workshop",
    "funnel",
    "funnel_rows",
    "line",
    "open_workshop",
    "publish",
    "repair_gains",
    "synthesize",
    "synthesize_batch",
    "write_funnel",
]
