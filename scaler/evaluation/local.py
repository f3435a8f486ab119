"""Sampling from a model on this machine, with transformers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, GenerationConfig
from transformers.utils.logging import disable_progress_bar

from scaler.errors import ConfigError
from scaler.evaluation.contract import PromptStyle, SamplerConfig
from scaler.evaluation.prompts import prompt_ids, render_prompt

TURN = 1_000_003
"""Distance between the seeds of two turns."""


class TransformersSampler:
    """A causal language model with its tokenizer, one in training too.

    Sampling leaves torch's random state and the model's training mode as they were.
    """

    def __init__(self, model: Any, tokenizer: Any, config: SamplerConfig, style: PromptStyle | None = None) -> None:
        self._style = style or config.style
        self._model = model
        self._tokenizer = tokenizer
        self._config = config
        self._pad = tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id

    @classmethod
    def load(
        cls, model: Path | str, config: SamplerConfig, device: str = "cpu", style: PromptStyle | None = None
    ) -> TransformersSampler:
        """The model in a folder that `save_pretrained` wrote; ConfigError when there is none."""
        if not (Path(model) / "config.json").is_file():
            raise ConfigError(f"{model} holds no model: there is no config.json", fix="give a saved model's folder")
        disable_progress_bar()
        loaded = AutoModelForCausalLM.from_pretrained(model, dtype="auto").to(device)
        return cls(loaded, AutoTokenizer.from_pretrained(model), config, style)

    def sample(self, questions: Sequence[str], samples: int, turn: int = 0) -> list[list[str]]:
        """`samples` completions for each question; prompts of like length share a batch."""
        rendered = [render_prompt(self._tokenizer, question, self._style) for question in questions]
        prompts = [prompt_ids(self._tokenizer, prompt) for prompt in rendered]
        jobs = sorted((index for index in range(len(prompts)) for _ in range(samples)), key=lambda i: len(prompts[i]))
        completions: list[list[str]] = [[] for _ in questions]
        training = self._model.training
        self._model.eval()
        with torch.random.fork_rng(), torch.no_grad():
            torch.manual_seed(self._config.seed + TURN * turn)
            for batch in self._batches(jobs, [len(prompt) for prompt in prompts]):
                for index, text in zip(batch, self._complete([prompts[i] for i in batch]), strict=True):
                    completions[index].append(text)
        self._model.train(training)
        return completions

    def _batches(self, jobs: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
        """`jobs`, shortest prompts first, in batches whose padded size is bounded."""
        config, batch = self._config, list[int]()
        for job in jobs:
            size = (len(batch) + 1) * (lengths[job] + config.max_new_tokens)
            if batch and (len(batch) == config.batch or size > config.batch_tokens):
                yield batch
                batch = []
            batch.append(job)
        if batch:
            yield batch

    def _complete(self, prompts: Sequence[list[int]]) -> list[str]:
        width = max(map(len, prompts))
        ids = torch.tensor([[self._pad] * (width - len(p)) + p for p in prompts], device=self._model.device)
        mask = torch.tensor([[0] * (width - len(p)) + [1] * len(p) for p in prompts], device=self._model.device)
        generated = self._model.generate(input_ids=ids, attention_mask=mask, generation_config=self._generation())
        texts: list[str] = self._tokenizer.batch_decode(generated[:, width:], skip_special_tokens=True)
        return texts

    def _generation(self) -> GenerationConfig:
        """Every knob is set: a model's own defaults (top-k, penalties) would not be what it is trained with."""
        config = self._config
        common = {"max_new_tokens": config.max_new_tokens, "pad_token_id": self._pad, "repetition_penalty": 1.0}
        if config.temperature == 0:
            return GenerationConfig(do_sample=False, eos_token_id=self._eos(), **common)
        return GenerationConfig(
            do_sample=True, temperature=config.temperature, top_k=0, top_p=1.0, eos_token_id=self._eos(), **common
        )

    def _eos(self) -> int | list[int]:
        own: int | list[int] | None = self._model.generation_config.eos_token_id
        fallback: int = self._tokenizer.eos_token_id
        return fallback if own is None else own
