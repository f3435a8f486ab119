"""How a question becomes a prompt: one place, so that training and evaluation show a model the same."""

from __future__ import annotations

from typing import Any

from scaler.evaluation.contract import Prompt


def render_prompt(tokenizer: Any, question: str) -> Prompt:
    """One user message where the tokenizer has a chat template, else the question and a line break."""
    if getattr(tokenizer, "chat_template", None):
        return [{"role": "user", "content": question}]
    return question + "\n"


def prompt_ids(tokenizer: Any, prompt: Prompt) -> list[int]:
    """The token ids that a model continues from, as TRL's trainer makes them."""
    if isinstance(prompt, str):
        return list(tokenizer(prompt)["input_ids"])
    return list(tokenizer.apply_chat_template(prompt, add_generation_prompt=True, return_dict=True)["input_ids"])
