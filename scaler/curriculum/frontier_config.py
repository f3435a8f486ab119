"""Settings of the frontier curriculum."""

from __future__ import annotations

from pydantic import Field

from scaler.curriculum.simple import Settings


class FrontierConfig(Settings):
    """The defaults are what docs/curriculum.md measures; an ingredient's neutral value takes it out."""

    start: float = Field(default=5.0, ge=0, allow_inf_nan=False)
    """Mean of the frontiers before anything was seen, in levels; at most half of the mean ladder is taken."""

    start_spread: float = Field(default=4.5, gt=0, allow_inf_nan=False)
    """Their standard deviation, in levels."""

    pooling: bool = True
    """Environments not seen yet start from the mean and the variance of those that were."""

    types: bool = True
    """Consider guessing and wrong truths; without it every success is skill."""

    rung_spread: float = Field(default=2.0, ge=0, le=8)
    """Standard deviation of a rung's error on uneven ladders, in levels; 0 takes every ladder for even."""

    diffusion: float = Field(default=0.003, ge=0, le=1)
    """Variance that a frontier gains in a step, in levels squared."""

    drift_rate: float = Field(default=0.05, ge=0, le=1)
    """Share of a step's mean innovation by which the whole pool moves; 0 for a learner that stands still."""

    caution: float = Field(default=0.5, ge=0, le=1)
    """How much of a frontier's variance counts against it: below 1, what is unknown is worth a look."""

    repeats: float = Field(default=100.0, gt=0, allow_inf_nan=False)
    """Fully mixed groups of one environment after which another one teaches half as much."""

    noise: float = Field(default=0.15, ge=0, le=5)
    """Scale of the Gumbel noise on log values: environments are drawn by a soft choice, which keeps them diverse."""

    newcomers: int = Field(default=1024, ge=1)
    """Environments not drawn yet that compete at a time: a large pool is not explored at the cost of learning."""

    uniform: float = Field(default=0.02, ge=0, le=1)
    """Share of the draws that go to any environment, whatever it is believed to be worth."""

    rest: float = Field(default=0.25, ge=0, lt=1)
    """An environment rests while its value is below this share of the step's best, and others get its draws."""

    prompts_per_environment: int = Field(default=1, ge=1)
    """Draws of one environment in a step, before those of resting ones are shared out."""

    group_size: int | None = Field(default=None, ge=2)
    """Rollouts in a group; the trainer's own setting where it is not given."""

    audit_draws: int = Field(default=0, ge=0)
    """Draws a step that test suspects at their easiest level. They find broken environments, and teach little."""

    broken_prior: float = Field(default=0.06, gt=0, lt=1)
    """Share of environments that are expected to be broken."""

    broken_rate: float = Field(default=0.003, gt=0, lt=0.01)
    """Pass rate of a broken environment: accidents."""

    sound_rate: float = Field(default=0.05, ge=0.01, lt=1)
    """Pass rate at the easiest level that a sound environment has at least."""

    odds: float = Field(default=20.0, gt=1, allow_inf_nan=False)
    """Odds for broken against sound at which an environment is quarantined."""

    jump_odds: float = Field(default=1e5, gt=1, allow_inf_nan=False)
    """Odds for a reward that suddenly comes for nothing at which an environment is quarantined."""

    collapse: float = Field(default=1 / 3, gt=0, lt=1)
    """Fall of an environment's response length, relative to the step's others, that counts as a collapse."""

    ones_run: int = Field(default=50, ge=1, le=50_000)
    """Groups below its top level, without a failure in between, after which an environment is quarantined."""

    quarantine_limit: float = Field(default=0.5, ge=0, le=1)
    """Share of the pool that statistics may quarantine: when more looks broken, the model or its scoring is."""

    prior_spread: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    """How far a frontier may have moved since a prior from an earlier run was stored: standard deviation in levels."""
