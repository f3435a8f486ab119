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
    "all newcomers at once": Policy("frontier", {"newcomers": 10**6}),
    "no uniform draws": Policy("frontier", {"uniform": 0.0}),
    "no diffusion": Policy("frontier", {"diffusion": 0.0}),
    "no quarantine": Policy("frontier", {"quarantine_limit": 0.0}),
    "no resting": Policy("frontier", {"rest": 0.0}),
    "2 prompts an environment": Policy("frontier", {"prompts_per_environment": 2}),
    "4 prompts an environment": Policy("frontier", {"prompts_per_environment": 4}),
}

RIVALS = ("oracle", "frontier", "paper, released code")
"""Those that meet in every world of the robustness sheet: of the paper's rules, the stronger one."""

SHEET = STANDARD.but(steps=400)
"""The robustness sheet's runs are shorter than the table's, since there are so many of them."""

SHORT = "as in the table, but short"
"""The sheet's world in which nothing is changed; ablations are run there."""

WORLDS: Mapping[str, WorldConfig] = {
    SHORT: SHEET,
    "groups of 4": SHEET.but(rollouts=4),
    "groups of 16": SHEET.but(rollouts=16),
    "16 groups a step": SHEET.but(groups=16),
    "256 groups a step": SHEET.but(groups=256, steps=100),
    "64 environments": SHEET.but(environments=64),
    "256 environments": SHEET.but(environments=256),
    "1,000 environments": SHEET.but(environments=1000),
    "10,000 environments": SHEET.but(environments=10_000),
    "100,000 environments": SHEET.but(environments=100_000),
    "100 steps": SHEET.but(steps=100),
    "fast learner, x 3": SHEET.but(shared=0.012, own=0.6),
    "slow learner, / 3": SHEET.but(shared=0.004 / 3, own=0.2 / 3),
    "forgetting, .2 % a step": SHEET.but(forgetting=0.002),
    "jump up at half time": SHEET.but(jump=3.0),
    "jump down at half time": SHEET.but(jump=-0.5),
    "steps of equal length, no noise": SHEET.but(normalised=True),
    "steps of equal length, with noise, as Adam's": SHEET.but(normalised=True, noise=1.0),
    "outcomes 1 step late": SHEET.but(delay=1),
    "outcomes 2 steps late": SHEET.but(delay=2),
    "outcomes 4 steps late": SHEET.but(delay=4),
    "30 % broken": SHEET.but(broken=0.3, accident=0.002),
    "hard ones 2 levels harder": SHEET.but(harder=-2.0),
    "40 % guessable": SHEET.but(guessable=0.4, lucky=0.1),
    "30 % capped": SHEET.but(capped=0.3),
    "40 % uneven ladders": SHEET.but(uneven=0.4),
    "5 % exploited from half time on": SHEET.but(exploited=0.05),
    "steep responses": SHEET.but(kappa=2.0),
    "shallow responses": SHEET.but(kappa=0.35),
    "no instance noise": SHEET.but(tau=0.0),
    "instance noise x 2": SHEET.but(tau=1.4),
    "heavy-tailed responses": SHEET.but(shape="heavy"),
    "responses early and blunt": SHEET.but(shape="early"),
    "responses late and sharp": SHEET.but(shape="late"),
    "responses in six plateaus": SHEET.but(shape="steps"),
    "frontiers near the bottom": SHEET.but(frontier=1.0, spread=2.0),
    "frontiers far up": SHEET.but(frontier=14.0, spread=5.0),
}
