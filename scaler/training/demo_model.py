"""A small language model made on the spot, so that training can be seen to work without a GPU or a download.

The tokenizer knows each environment's fixed wording as a few long tokens and everything else as single characters, so
a question of 400 characters is 5 to 40 tokens. The model is a Llama of under a million parameters. Its warm-up shows
it questions of the lower levels with answers that are flawed on purpose, and stops early: there must be something left
to learn.
"""

from __future__ import annotations

import random
import re
import shutil
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from scaler.environment import Instance, boxed
from scaler.errors import ConfigError
from scaler.evaluation import Env, render_prompt
from scaler.evaluation.prompts import prompt_ids
from scaler.progress import Steps
from scaler.training.config import DemoModel, Warmup

WARMUP_SEEDS = 5 * 10**8
"""Demonstrations use seeds from here on: curricula count up from 0, held-out instances start at 10**9."""

PAD, EOS, UNKNOWN = "<pad>", "<eos>", "<unk>"
PUNCTUATION = ("\\boxed{", ", ")
SHORTEST_PHRASE = 6  # characters; a shorter phrase could turn up inside an instance's data
MASKED = -100  # torch's cross entropy ignores this label
TOLD = 100  # steps of the warm-up between lines


@dataclass(frozen=True)
class Demonstration:
    """A prompt and the answer that follows it, as token ids."""

    prompt: list[int]
    answer: list[int]

    def __len__(self) -> int:
        return len(self.prompt) + len(self.answer)


def build_demo_model(
    environments: Mapping[str, Env], shape: DemoModel, warmup: Warmup, seed: int, folder: Path
) -> None:
    """Make the tokenizer and the model, warm the model up, and save both to `folder`, whole or not at all.

    The same arguments give the same model on the same machine. ConfigError when an environment's own answer, written
    as a demonstration, is not scored as right.
    """
    rng = random.Random(seed)
    instances = {name: _draw(env, warmup, rng) for name, env in environments.items()}
    for name, drawn in instances.items():
        _check(name, environments[name], drawn[0])
    tokenizer = build_tokenizer([[each.question for each in drawn] for drawn in instances.values()])
    demonstrations = [demonstrate(tokenizer, each) for drawn in instances.values() for each in drawn]
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = _new_model(len(tokenizer), shape, tokenizer)
        warm_up(model, demonstrations, _confusable(tokenizer), warmup, rng)
    temporary = folder.with_name(folder.name + ".tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    model.save_pretrained(temporary)
    tokenizer.save_pretrained(temporary)
    temporary.replace(folder)


def build_tokenizer(questions: Sequence[Sequence[str]]) -> PreTrainedTokenizerFast:
    """A tokenizer for questions of several environments, one sequence of questions each."""
    phrases = {phrase for asked in questions for phrase in common_phrases(asked)} | set(PUNCTUATION)
    characters = {character for asked in questions for question in asked for character in question}
    alphabet = [PAD, EOS, UNKNOWN, *sorted(characters | set(string.printable))]
    core = Tokenizer(models.WordLevel({token: i for i, token in enumerate(alphabet)}, unk_token=UNKNOWN))
    core.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    core.decoder = decoders.Fuse()
    core.add_tokens([AddedToken(phrase, normalized=False) for phrase in sorted(phrases)])
    return PreTrainedTokenizerFast(
        tokenizer_object=core,
        pad_token=PAD,
        eos_token=EOS,
        unk_token=UNKNOWN,
        padding_side="left",
        clean_up_tokenization_spaces=False,
    )


def common_phrases(questions: Sequence[str]) -> list[str]:
    """The longest runs of words that stand in every question, read along the first: an environment's fixed wording."""
    words = re.findall(r"\w+|\s+|[^\w\s]", questions[0])
    phrases, start = [], 0
    while start < len(words):
        end = start
        while end < len(words) and all("".join(words[start : end + 1]) in question for question in questions):
            end += 1
        phrase = "".join(words[start:end])
        if len(phrase) >= SHORTEST_PHRASE:
            phrases.append(phrase)
        start = max(end, start + 1)
    return phrases


def demonstrate(tokenizer: Any, instance: Instance) -> Demonstration:
    """The question, and its answer in a box."""
    prompt = prompt_ids(tokenizer, render_prompt(tokenizer, instance.question))
    return Demonstration(prompt, [*tokenizer(boxed(instance.answer))["input_ids"], tokenizer.eos_token_id])


def warm_up(
    model: LlamaForCausalLM,
    data: Sequence[Demonstration],
    confusable: Mapping[int, Sequence[int]],
    warmup: Warmup,
    rng: random.Random,
) -> None:
    """Supervised learning of the answers; a batch holds demonstrations of like length.

    Flaws are drawn anew each time a demonstration is shown, so that they cannot be learnt by heart: a letter or digit
    that is a key of `confusable` may become one of its values, and the box may be missing.
    """
    optimizer = torch.optim.AdamW(model.parameters(), lr=warmup.learning_rate, betas=(0.9, 0.98), weight_decay=0.01)
    rising = max(1, warmup.steps // 10)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / rising) * (1 - 0.9 * step / warmup.steps)
    )
    batches: list[list[Demonstration]] = []
    model.train()
    with Steps("warm-up", warmup.steps) as steps:
        for step in range(1, warmup.steps + 1):
            if not batches:
                batches = _batches(data, warmup.batch, rng)
            batch = [flawed(each, confusable, warmup, rng) for each in batches.pop()]
            ids, labels, mask = _tensors(batch, model.config.pad_token_id)
            loss = model(input_ids=ids, labels=labels, attention_mask=mask).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            shown = step % TOLD == 0 or step == warmup.steps
            steps.advance(step, f"warm-up, loss {loss.item():.3f}" if shown else "", shown=shown)
    model.eval()


def flawed(
    demonstration: Demonstration, confusable: Mapping[int, Sequence[int]], warmup: Warmup, rng: random.Random
) -> Demonstration:
    """The demonstration with the flaws that GRPO is to cure: unboxed answers, and wrong letters and digits."""
    answer = [
        rng.choice(confusable[token]) if token in confusable and rng.random() < warmup.noise else token
        for token in demonstration.answer
    ]
    if rng.random() < warmup.unboxed:
        answer = [*answer[1:-2], answer[-1]]  # the box opens and closes with one token each
    return Demonstration(demonstration.prompt, answer)


def _confusable(tokenizer: Any) -> dict[int, list[int]]:
    """Digits with digits, small letters with small letters."""
    classes = [tokenizer.convert_tokens_to_ids(list(each)) for each in (string.digits, string.ascii_lowercase)]
    return {token: ids for ids in classes for token in ids}


def _new_model(vocabulary: int, shape: DemoModel, tokenizer: Any) -> LlamaForCausalLM:
    # A wide start and fast rotary positions: with Llama's own values (0.02, 10000) so small a model, on sequences of
    # under 100 tokens, needs several times as many steps before it learns to look things up.
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocabulary,
            hidden_size=shape.width,
            intermediate_size=3 * shape.width,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.heads,
            max_position_embeddings=1024,
            initializer_range=0.08,
            rope_parameters={"rope_type": "default", "rope_theta": 100.0},
            tie_word_embeddings=True,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
            bos_token_id=None,
        )
    )


def _draw(env: Env, warmup: Warmup, rng: random.Random) -> list[Instance]:
    levels = range(min(warmup.levels, env.levels))
    chosen = rng.choices(levels, [1 / (level + 1) for level in levels], k=warmup.demonstrations)
    return env.instances([(level, WARMUP_SEEDS + index) for index, level in enumerate(chosen)])


def _check(name: str, env: Env, instance: Instance) -> None:
    answer = boxed(instance.answer)
    score = env.scores([(instance, answer)])[0]
    if score.value != 1:
        raise ConfigError(
            f"{name}: the environment's own answer {answer} scores {score.value} ({score.reason})",
            fix="leave the environment out, or give a model folder instead of the demo model",
        )


def _batches(data: Sequence[Demonstration], size: int, rng: random.Random) -> list[list[Demonstration]]:
    """Batches out of a random part of the data: sorted by length within, so that little is padding."""
    part = sorted(rng.sample(data, min(len(data), 8 * size)), key=len)
    batches = [part[start : start + size] for start in range(0, len(part), size)]
    rng.shuffle(batches)
    return batches


def _tensors(batch: Sequence[Demonstration], pad: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Token ids, labels (the answer alone) and attention mask, each (batch, longest), padded on the right."""
    width = max(map(len, batch))
    ids = [d.prompt + d.answer + [pad] * (width - len(d)) for d in batch]
    labels = [[MASKED] * len(d.prompt) + d.answer + [MASKED] * (width - len(d)) for d in batch]
    mask = [[1] * len(d) + [0] * (width - len(d)) for d in batch]
    return torch.tensor(ids), torch.tensor(labels), torch.tensor(mask)
