"""How a question becomes a prompt: one place, so that training and evaluation show a model the same."""

from __future__ import annotations

from typing import Any

from scaler.evaluation.contract import Prompt, PromptStyle


def render_prompt(tokenizer: Any, question: str, style: PromptStyle | None = None) -> Prompt:
    """Chat messages where the tokenizer has a chat template, else one text that ends in a line break."""
    style = style or PromptStyle()
    if getattr(tokenizer, "chat_template", None):
        return chat_messages(question, style)
    return "\n\n".join(part for part in (style.system, question, style.suffix) if part) + "\n"


def chat_messages(question: str, style: PromptStyle) -> list[dict[str, str]]:
    """A user message, after a system message where the style has one."""
    user = {"role": "user", "content": "\n\n".join(part for part in (question, style.suffix) if part)}
    return [{"role": "system", "content": style.system}, user] if style.system else [user]


def prompt_ids(tokenizer: Any, prompt: Prompt) -> list[int]:
    """The token ids that a model continues from, as TRL's trainer makes them."""
    if isinstance(prompt, str):
        return list(tokenizer(prompt)["input_ids"])
    return list(tokenizer.apply_chat_template(prompt, add_generation_prompt=True, return_dict=True)["input_ids"])
