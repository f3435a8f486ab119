from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from scaler.environment import Score
from scaler.errors import ConfigError
from scaler.evaluation import SamplerConfig, evaluate, pass_rate
from scaler.evaluation.local import TransformersSampler
from scaler.training import DemoModel, Warmup
from scaler.training.demo_model import (
    Demonstration,
    build_demo_model,
    build_tokenizer,
    common_phrases,
    demonstrate,
    flawed,
)
from tests.training.conftest import Sorting

SHAPE = DemoModel(layers=2, width=32, heads=2)


def questions() -> list[str]:
    return [
        each.question
        for each in Sorting("sorting@1.0").instances([(level, seed) for level in range(4) for seed in range(9)])
    ]


def test_fixed_wording_becomes_few_tokens_and_data_stays_characters() -> None:
    assert common_phrases(questions()) == [
        "A row of boxes shows ",
        ". How does it read in order? Answer inside \\boxed{...}.",
    ]
    tokenizer = build_tokenizer([questions()])
    text = "A row of boxes shows 4029. How does it read in order? Answer inside \\boxed{...}."
    assert [tokenizer.decode([i]) for i in tokenizer(text)["input_ids"]][:6] == [
        "A row of boxes shows ",
        *"4029",
        ". How does it read in order? Answer inside \\boxed{...}.",
    ]
    for back in (text, "\\boxed{[0, -12]}", "two\nlines"):
        assert tokenizer.decode(tokenizer(back)["input_ids"]) == back


def test_flaws_are_a_missing_box_and_wrong_characters() -> None:
    tokenizer = build_tokenizer([questions()])
    instance = Sorting("sorting@1.0").instances([(3, 1)])[0]
    clean = demonstrate(tokenizer, instance)
    assert tokenizer.decode(clean.answer) == f"\\boxed{{{instance.answer}}}<eos>"
    digits = tokenizer.convert_tokens_to_ids(list("0123456789"))
    confusable = dict.fromkeys(digits, digits)

    def shown(**settings: float) -> Demonstration:
        return flawed(clean, confusable, Warmup.model_validate(settings), random.Random(0))

    assert shown() == clean
    wrong, open_ended = shown(noise=0.99), shown(unboxed=0.99)
    assert wrong.prompt == clean.prompt
    assert wrong.answer != clean.answer
    assert re.fullmatch(r"\\boxed\{\d{4}\}<eos>", tokenizer.decode(wrong.answer))
    assert tokenizer.decode(open_ended.answer) == f"{instance.answer}<eos>"


def test_warm_up_teaches_and_repeats_exactly(base: Path, tmp_path: Path) -> None:
    env = Sorting("sorting@1.0")
    warmup = Warmup(steps=60, batch=16, levels=1, demonstrations=40, learning_rate=1e-2)
    build_demo_model({"sorting": env}, SHAPE, warmup, 0, tmp_path / "again")
    build_demo_model({"sorting": env}, SHAPE, warmup, 1, tmp_path / "other")
    weights = [folder / "model.safetensors" for folder in (base, tmp_path / "again", tmp_path / "other")]
    assert weights[0].read_bytes() == weights[1].read_bytes() != weights[2].read_bytes()
    sampler = TransformersSampler.load(base, SamplerConfig(temperature=0, max_new_tokens=8))
    easiest = evaluate(sampler, {"sorting": env}, instances=16, samples=1)[0]
    assert (pass_rate([easiest]) or 0) > 0.3  # one digit of ten: guessing gives 0.1


def test_an_environment_that_rejects_its_own_answer_is_named(tmp_path: Path) -> None:
    env = Sorting("sorting@1.0")
    env.scores = lambda pairs: [Score(value=0.0, reason="differs") for _ in pairs]  # type: ignore[method-assign]
    with pytest.raises(
        ConfigError, match=r"sorting: the environment's own answer \\boxed\{\d\} scores 0.0 \(differs\)"
    ):
        build_demo_model({"sorting": env}, SHAPE, Warmup(levels=1, demonstrations=3), 0, tmp_path / "base")
    assert not (tmp_path / "base").exists()
