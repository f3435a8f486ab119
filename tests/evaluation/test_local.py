from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from scaler.errors import ConfigError
from scaler.evaluation import SamplerConfig, ValidationCurve, fixed_set
from scaler.evaluation.local import TransformersSampler
from scaler.evaluation.prompts import prompt_ids
from tests.evaluation.simulated import Ladder


@pytest.fixture(scope="module")
def model() -> tuple[LlamaForCausalLM, PreTrainedTokenizerFast]:
    core = Tokenizer(models.WordLevel({t: i for i, t in enumerate(["<pad>", "<eos>", *"abcdefgh\n"])}, unk_token="a"))
    core.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    core.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=core, pad_token="<pad>", eos_token="<eos>")
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=11,
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        initializer_range=0.5,
        pad_token_id=0,
        eos_token_id=1,
    )
    return LlamaForCausalLM(config), tokenizer


def sampler(model: tuple[LlamaForCausalLM, PreTrainedTokenizerFast], **settings: float) -> TransformersSampler:
    return TransformersSampler(*model, SamplerConfig.model_validate({"max_new_tokens": 6} | settings))


def test_the_same_seed_gives_the_same_and_leaves_the_random_state(
    model: tuple[LlamaForCausalLM, PreTrainedTokenizerFast],
) -> None:
    state = torch.random.get_rng_state()
    first = sampler(model, seed=1).sample(["a", "abcabc"], 8)
    assert first == sampler(model, seed=1).sample(["a", "abcabc"], 8)
    assert first != sampler(model, seed=2).sample(["a", "abcabc"], 8)
    assert torch.equal(state, torch.random.get_rng_state())
    assert [len(each) for each in first] == [8, 8]


def test_batches_and_padding_do_not_change_the_likeliest_answer(
    model: tuple[LlamaForCausalLM, PreTrainedTokenizerFast],
) -> None:
    questions = ["a", "bcdefgh", "hh", "abcdabcd", "c"]
    together = sampler(model, temperature=0).sample(questions, 1)
    assert together == sampler(model, temperature=0, batch=2).sample(questions, 1)
    assert together == sampler(model, temperature=0, batch_tokens=20).sample(questions, 1)
    assert together == [sampler(model, temperature=0).sample([question], 1)[0] for question in questions]
    assert len(set(map(tuple, together))) > 1


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"holds no model: there is no config\.json"):
        TransformersSampler.load(tmp_path, SamplerConfig())


def test_a_chat_template_is_applied(model: tuple[LlamaForCausalLM, PreTrainedTokenizerFast]) -> None:
    tokenizer = model[1]
    text = prompt_ids(tokenizer, "ab\n")
    assert text == tokenizer.convert_tokens_to_ids(["a", "b", "\n"])
    template = "{% for m in messages %}{{ m['content'] }}{% endfor %}{% if add_generation_prompt %}h{% endif %}"
    tokenizer.chat_template = template
    try:
        chat = prompt_ids(tokenizer, [{"role": "user", "content": "ab"}])
    finally:
        tokenizer.chat_template = None
    assert chat == tokenizer.convert_tokens_to_ids(["a", "b", "h"])


def test_another_turn_gives_other_completions_and_training_goes_on(
    model: tuple[LlamaForCausalLM, PreTrainedTokenizerFast],
) -> None:
    model[0].train()
    first = sampler(model, seed=1).sample(["abc"], 8, turn=1)
    assert model[0].training
    assert first == sampler(model, seed=1).sample(["abc"], 8, turn=1)
    assert first != sampler(model, seed=1).sample(["abc"], 8)


def test_a_model_in_training_is_measured(
    model: tuple[LlamaForCausalLM, PreTrainedTokenizerFast], tmp_path: Path
) -> None:
    chosen = fixed_set(tmp_path, {"a": Ladder("a", 2)}, instances=1, samples=1)
    cells = ValidationCurve(chosen, SamplerConfig(max_new_tokens=2), tmp_path)(5, *model)
    assert [(cell.level, cell.samples, cell.passed) for cell in cells] == [(0, 1, 0), (1, 1, 0)]
    assert (tmp_path / "validation.jsonl").read_text().startswith('{"step":5,')


def test_a_batch_is_bounded_by_its_tokens(model: tuple[LlamaForCausalLM, PreTrainedTokenizerFast]) -> None:
    def batches(**settings: float) -> list[list[int]]:
        return list(sampler(model, **settings)._batches(range(5), [2, 2, 4, 9, 90]))

    assert batches() == [[0, 1, 2, 3, 4]]
    assert batches(batch=2) == [[0, 1], [2, 3], [4]]
    assert batches(batch_tokens=30) == [[0, 1, 2], [3], [4]]
