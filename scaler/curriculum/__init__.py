"""Which tasks to train on next: a pure state machine that proposes draws, observes pass rates and adapts.

    curriculum = make_curriculum("paper", {"sort-digits@1.0": 8, "merge-lists@1.0": 6}, {"window": 2}, seed=0)
    draws = curriculum.propose(4)                                # one draw a group of rollouts
    curriculum.observe([Outcome(draw, pass_rate=0.5, rollouts=8) for draw in draws])

It knows no model, no environment and no clock: names, level counts and pass rates are all it sees. The whole state
goes through JSON exactly, so a run that was killed proposes what the unbroken run would have proposed.
"""

from __future__ import annotations

from scaler.curriculum.contract import HELD_OUT, Curriculum, Draw, Outcome
from scaler.curriculum.frontier import FrontierCurriculum
from scaler.curriculum.frontier_config import FrontierConfig
from scaler.curriculum.linear import LinearConfig, LinearCurriculum
from scaler.curriculum.make import POLICIES, make_curriculum
from scaler.curriculum.paper import RELEASED, PaperConfig, PaperCurriculum
from scaler.curriculum.posterior import Posterior, read_posterior
from scaler.curriculum.rlve import RlveConfig, RlveCurriculum
from scaler.curriculum.static import StaticConfig, StaticCurriculum
from scaler.curriculum.uniform import UniformConfig, UniformCurriculum

__all__ = [
    "HELD_OUT",
    "POLICIES",
    "RELEASED",
    "Curriculum",
    "Draw",
    "FrontierConfig",
    "FrontierCurriculum",
    "LinearConfig",
    "LinearCurriculum",
    "Outcome",
    "PaperConfig",
    "PaperCurriculum",
    "Posterior",
    "RlveConfig",
    "RlveCurriculum",
    "StaticConfig",
    "StaticCurriculum",
    "UniformConfig",
    "UniformCurriculum",
    "make_curriculum",
    "read_posterior",
]
