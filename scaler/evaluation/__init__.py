"""Held-out pass rates: what a model can do, measured on instances that no training run ever draws.

sampler = TransformersSampler.load(model, SamplerConfig(temperature=1.0, seed=0))   # scaler.evaluation.local
cells = evaluate(sampler, {"sort-digits@1.0": environment}, instances=4, samples=4)
"""

from __future__ import annotations

from scaler.evaluation.contract import Cell, Env, Prompt, Sampler, SamplerConfig
from scaler.evaluation.measure import evaluate, pass_rate, wilson, write_evaluation
from scaler.evaluation.prompts import PromptStyle, chat_messages, render_prompt

__all__ = [
    "Cell",
    "Env",
    "Prompt",
    "PromptStyle",
    "Sampler",
    "SamplerConfig",
    "chat_messages",
    "evaluate",
    "pass_rate",
    "render_prompt",
    "wilson",
    "write_evaluation",
]
