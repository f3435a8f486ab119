"""What is run: policies, worlds, and which policies meet in which world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.curriculum.world import WorldConfig
from scaler.curriculum import RELEASED


@dataclass(frozen=True)
class Policy:
    """A curriculum by name and settings; the oracle has no name.

    `guess` gives it guess rates, measured on 200 guesses a level; `prior` the posterior of a run with other luck, of
    so many steps, in the same world; `resample` throws groups without variance away and draws anew.
    """

    name: str | None
    settings: Mapping[str, Any] = field(default_factory=dict)
    guess: bool = False
    prior: int = 0
    resample: bool = False


STANDARD = WorldConfig()
MATCHED_DRAWS = STANDARD.steps * STANDARD.groups

POLICIES: Mapping[str, Policy] = {
    "oracle": Policy(None),
    "frontier, posterior of an earlier run": Policy("frontier", prior=1000),
    "frontier, measured guess floors": Policy("frontier", guess=True),
    "frontier": Policy("frontier"),
    "frontier, 2 audit draws a step": Policy("frontier", {"audit_draws": 2}),
    "paper, released code": Policy("paper", RELEASED),
    "paper, released code, weighted choice": Policy("paper", {**RELEASED, "weighted": True}),
    "paper": Policy("paper"),
    "paper, released code, resampling": Policy("paper", RELEASED, resample=True),
    "linear": Policy("linear", {"draws": MATCHED_DRAWS}),
    "static, middle of the ladder": Policy("static"),
    "uniform": Policy("uniform"),
    "RLVE's rule": Policy("rlve"),
}

ABLATIONS: Mapping[str, Policy] = {
    "no pooling": Policy("frontier", {"pooling": False}),
    "no drift of the pool": Policy("frontier", {"drift_rate": 0.0}),
    "no response types but the plain one": Policy("frontier", {"types": False}),
    "every ladder taken for even": Policy("frontier", {"rung_spread": 0.0}),
    "unknown frontiers count in full": Policy("frontier", {"caution": 1.0}),
    "unknown frontiers do not count": Policy("frontier", {"caution": 0.0}),
    "no discount for use": Policy("frontier", {"repeats": 1e9}),
    "no Gumbel noise": Policy("frontier", {"noise": 0.0}),
    "no uniform draws": Policy("frontier", {"uniform": 0.0}),
    "no diffusion": Policy("frontier", {"diffusion": 0.0}),
    "no quarantine": Policy("frontier", {"quarantine_limit": 0.0}),
    "no resting": Policy("frontier", {"rest": 0.0}),
    "2 prompts an environment": Policy("frontier", {"prompts_per_environment": 2}),
    "4 prompts an environment": Policy("frontier", {"prompts_per_environment": 4}),
}

RIVALS = ("oracle", "frontier", "paper", "paper, released code")
"""Those that meet in every world of the robustness sheet."""

WORLDS: Mapping[str, WorldConfig] = {
    "standard": STANDARD,
    "groups of 4": STANDARD.but(rollouts=4),
    "groups of 16": STANDARD.but(rollouts=16),
    "16 groups a step": STANDARD.but(groups=16),
    "256 groups a step": STANDARD.but(groups=256, steps=400),
    "64 environments": STANDARD.but(environments=64),
    "256 environments": STANDARD.but(environments=256),
    "1,000 environments": STANDARD.but(environments=1000),
    "10,000 environments": STANDARD.but(environments=10_000),
    "100,000 environments": STANDARD.but(environments=100_000),
    "short run, 200 steps": STANDARD.but(steps=200),
    "fast learner, x 3": STANDARD.but(shared=0.012, own=0.6),
    "slow learner, / 3": STANDARD.but(shared=0.004 / 3, own=0.2 / 3),
    "forgetting, .2 % a step": STANDARD.but(forgetting=0.002),
    "jump up at half time": STANDARD.but(jump=3.0),
    "jump down at half time": STANDARD.but(jump=-1.5),
    "steps of equal length, as Adam's": STANDARD.but(normalised=True),
    "outcomes 1 step late": STANDARD.but(delay=1),
    "outcomes 2 steps late": STANDARD.but(delay=2),
    "outcomes 4 steps late": STANDARD.but(delay=4),
    "30 % broken": STANDARD.but(broken=0.3, accident=0.002),
    "hard ones 2 levels harder": STANDARD.but(harder=-2.0),
    "40 % guessable": STANDARD.but(guessable=0.4, lucky=0.1),
    "30 % capped": STANDARD.but(capped=0.3),
    "40 % uneven ladders": STANDARD.but(uneven=0.4),
    "5 % exploited from half time on": STANDARD.but(exploited=0.05),
    "steep responses": STANDARD.but(kappa=2.0),
    "shallow responses": STANDARD.but(kappa=0.35),
    "no instance noise": STANDARD.but(tau=0.0),
    "instance noise x 2": STANDARD.but(tau=1.4),
    "heavy-tailed responses": STANDARD.but(shape="heavy"),
    "responses early and blunt": STANDARD.but(shape="early"),
    "responses late and sharp": STANDARD.but(shape="late"),
    "responses in six plateaus": STANDARD.but(shape="steps"),
    "frontiers near the bottom": STANDARD.but(frontier=1.0, spread=2.0),
    "frontiers far up": STANDARD.but(frontier=14.0, spread=5.0),
}
