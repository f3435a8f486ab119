"""Held-out pass rates: what a model can do, measured on instances that no training run ever draws.

sampler = TransformersSampler.load(model, SamplerConfig(temperature=1.0, seed=0))   # scaler.evaluation.local
cells = evaluate(sampler, {"sort-digits@1.0": environment}, instances=4, samples=4)
"""

from __future__ import annotations

from scaler.evaluation.contract import Cell, Env, Prompt, Sampler, SamplerConfig
from scaler.evaluation.endpoint import EndpointSampler
from scaler.evaluation.measure import evaluate, pass_rate, wilson, write_evaluation
from scaler.evaluation.prompts import render_prompt
from scaler.evaluation.subject import LocalModel, ServedModel, Subject, open_sampler

__all__ = [
    "Cell",
    "EndpointSampler",
    "Env",
    "LocalModel",
    "Prompt",
    "Sampler",
    "SamplerConfig",
    "ServedModel",
    "Subject",
    "evaluate",
    "open_sampler",
    "pass_rate",
    "render_prompt",
    "wilson",
    "write_evaluation",
]
