"""A model's shape, from its config.json: parameters are counted without loading or making one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM, LlamaConfig, PretrainedConfig, Qwen3Config

from scaler.errors import ConfigError
from scaler.training.config import DEMO, TrainConfig

DEMO_VOCABULARY = 130
"""About what the tokenizer of a demo with eight environments knows."""

_QWEN3 = {"vocab_size": 151936, "num_key_value_heads": 8, "head_dim": 128, "tie_word_embeddings": True}
PUBLISHED = {
    "Qwen/Qwen3-1.7B-Base": Qwen3Config(
        hidden_size=2048, intermediate_size=6144, num_hidden_layers=28, num_attention_heads=16, **_QWEN3
    ),
    "Qwen/Qwen3-4B-Base": Qwen3Config(
        hidden_size=2560, intermediate_size=9728, num_hidden_layers=36, num_attention_heads=32, **_QWEN3
    ),
}
"""Shapes of the models in examples/configs, so that a dry run needs no hub."""


@dataclass(frozen=True)
class Shape:
    """Sizes of a decoder: `query` and `key` are the widths of all heads, `parameters` counts tied ones once."""

    parameters: int
    layers: int
    hidden: int
    intermediate: int
    query: int
    key: int
    vocabulary: int
    embeddings: int
    """Parameters of embedding and output layer, counted once where they are tied."""

    @property
    def body(self) -> int:
        """Parameters that every token passes through: all but embedding and output layer."""
        return self.parameters - self.embeddings

    @property
    def cache(self) -> int:
        """Numbers that the key-value cache keeps of a token."""
        return 2 * self.layers * self.key

    @property
    def activations(self) -> int:
        """Numbers that one layer keeps of a token for the backward pass.

        Two norms with input, normed input and output, and two sums; queries and output of the attention before and
        after, keys and values, and both once more for each head; the feed-forward part's gate, its activation, up,
        their product, and a gradient. Measured with transformers 5.23 on SmolLM2's shape: 14,200 to 16,500 kept,
        15,700 to 18,300 at the peak; this gives 16,128.
        """
        return 8 * self.hidden + 6 * self.query + 2 * self.key + 5 * self.intermediate

    def adapters(self, r: int) -> int:
        """Parameters of LoRA adapters of rank `r` on all linear layers."""
        attention = 2 * (self.hidden + self.query) + 2 * (self.hidden + self.key)
        return self.layers * r * (attention + 3 * (self.hidden + self.intermediate))


def shape_of(config: TrainConfig, base: Path | None = None) -> tuple[Shape, str]:
    """The shape of the model that `config` names, and where it was read. `base` is its folder where known.

    Raises ConfigError when its config.json is neither here nor on the hub.
    """
    if base is not None:
        return read_shape(AutoConfig.from_pretrained(base)), f"{base}/config.json"
    if config.model == DEMO:
        demo = LlamaConfig(
            vocab_size=DEMO_VOCABULARY,
            hidden_size=config.demo.width,
            intermediate_size=3 * config.demo.width,
            num_hidden_layers=config.demo.layers,
            num_attention_heads=config.demo.heads,
            num_key_value_heads=config.demo.heads,
            tie_word_embeddings=True,
        )
        return read_shape(demo), f"the demo's shape, with a vocabulary of {DEMO_VOCABULARY}"
    if config.model in PUBLISHED:
        return read_shape(PUBLISHED[config.model]), "its published shape"
    try:
        return read_shape(AutoConfig.from_pretrained(config.model, revision=config.revision)), "its config.json"
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"model {config.model!r}: no config.json here, and the hub did not give one",
            fix="check the name and the connection, or give a folder that save_pretrained wrote",
        ) from error


def read_shape(found: PretrainedConfig) -> Shape:
    """Count a configuration's model on the meta device: nothing is allocated."""
    with torch.device("meta"):
        model: Any = AutoModelForCausalLM.from_config(found)
    model.tie_weights()
    outer = {
        id(p): p.numel() for m in (model.get_input_embeddings(), model.get_output_embeddings()) for p in m.parameters()
    }
    text = found.get_text_config()
    heads = text.num_attention_heads
    head = getattr(text, "head_dim", None) or text.hidden_size // heads
    return Shape(
        parameters=sum({id(p): p.numel() for p in model.parameters()}.values()),
        layers=text.num_hidden_layers,
        hidden=text.hidden_size,
        intermediate=text.intermediate_size,
        query=heads * head,
        key=(getattr(text, "num_key_value_heads", None) or heads) * head,
        vocabulary=text.vocab_size,
        embeddings=sum(outer.values()),
    )
