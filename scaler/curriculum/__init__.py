"""Which tasks to train on next: a pure state machine that proposes draws, observes pass rates and adapts.

    curriculum = make_curriculum("paper", {"sort-digits@1.0": 8, "merge-lists@1.0": 6}, {"window": 2}, seed=0)
    draws = curriculum.propose(4)                                # one draw a group of rollouts
    curriculum.observe([Outcome(draw, pass_rate=0.5, rollouts=8) for draw in draws])

It knows no model, no environment and no clock: names, level counts and pass rates are all it sees. The whole state
goes through JSON exactly, so a run that was killed proposes what the unbroken run would have proposed.
"""

from __future__ import annotations

from scaler.curriculum.contract import HELD_OUT, Curriculum, Draw, Outcome
from scaler.curriculum.make import POLICIES, make_curriculum
from scaler.curriculum.paper import PaperConfig, PaperCurriculum
from scaler.curriculum.uniform import UniformConfig, UniformCurriculum

__all__ = [
    "HELD_OUT",
    "POLICIES",
    "Curriculum",
    "Draw",
    "Outcome",
    "PaperConfig",
    "PaperCurriculum",
    "UniformConfig",
    "UniformCurriculum",
    "make_curriculum",
]
