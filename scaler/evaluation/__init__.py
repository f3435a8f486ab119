"""What a model can do, measured on instances that no training run ever draws.

    sampler = TransformersSampler.load(model, SamplerConfig(temperature=1.0, seed=0))   # scaler.evaluation.local
    cells = evaluate(sampler, {"sort-digits@1.0": environment}, instances=4, samples=4)

A model's profile, its frontier in every environment, takes few rollouts: an adaptive test asks where it tells most.

    tallies = run_rounds(lambda: sampler, environments, AdaptivePlan(), Journal(path, header))
    profile = make_profile(environments, tallies, ...)
"""

from __future__ import annotations

from scaler.evaluation.belief import Belief, next_levels
from scaler.evaluation.contract import Cell, Env, Interval, Prompt, PromptStyle, Sampler, SamplerConfig
from scaler.evaluation.endpoint import EndpointSampler
from scaler.evaluation.held_out import ValidationCurve, ValidationSet, fixed_set
from scaler.evaluation.measure import Evaluation, evaluate, pass_rate, read_evaluation, wilson, write_evaluation
from scaler.evaluation.plan import AdaptivePlan, ExhaustivePlan, Plan, Tally
from scaler.evaluation.plots import write_profile_figure
from scaler.evaluation.profile import (
    EnvironmentProfile,
    GroupProfile,
    LevelProfile,
    Profile,
    make_profile,
    profile_cells,
    read_profile,
    write_cells,
    write_profile,
)
from scaler.evaluation.prompts import chat_messages, render_prompt
from scaler.evaluation.rounds import Header, Journal, run_rounds
from scaler.evaluation.subject import LocalModel, ServedModel, Subject, open_sampler

__all__ = [
    "AdaptivePlan",
    "Belief",
    "Cell",
    "EndpointSampler",
    "Env",
    "EnvironmentProfile",
    "Evaluation",
    "ExhaustivePlan",
    "GroupProfile",
    "Header",
    "Interval",
    "Journal",
    "LevelProfile",
    "LocalModel",
    "Plan",
    "Profile",
    "Prompt",
    "PromptStyle",
    "Sampler",
    "SamplerConfig",
    "ServedModel",
    "Subject",
    "Tally",
    "ValidationCurve",
    "ValidationSet",
    "chat_messages",
    "evaluate",
    "fixed_set",
    "make_profile",
    "next_levels",
    "open_sampler",
    "pass_rate",
    "profile_cells",
    "read_evaluation",
    "read_profile",
    "render_prompt",
    "run_rounds",
    "wilson",
    "write_cells",
    "write_evaluation",
    "write_profile",
    "write_profile_figure",
]
