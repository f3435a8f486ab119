"""What the gates share: the sandbox, the thresholds, and everything drawn or run so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from scaler.sandbox import Sandbox
from scaler.validation.draws import Draw, Draws, ProgramFailed
from scaler.validation.novelty import Library
from scaler.validation.thresholds import Thresholds
from scaler.validation.tokens import TokenCounter

__all__ = ["Bench", "Draw", "Draws", "PassRates", "ProgramFailed"]

PassRates = Mapping[int, tuple[int, int]]
"""A model's (passed, attempted) per level of the draft's ladder."""


@dataclass(frozen=True)
class Bench:
    """What a gate works with, besides the candidate. One bench serves one draft."""

    sandbox: Sandbox
    thresholds: Thresholds
    seed: int
    draws: Draws
    tokens: TokenCounter
    library: Library = field(default_factory=Library)
    pass_rates: PassRates = field(default_factory=dict)
