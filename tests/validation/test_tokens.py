"""Tokens are counted by a real tokenizer where one is given: here one trained on the spot."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.sandbox import Sandbox
from scaler.validation.tokens import estimate_tokens, token_counter
from tests.validation.drafts import QUESTION, SOUND, check, measured

TEXTS = [QUESTION, "What is the largest sum of two neighbours in this list of numbers?"] * 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model's folder with a byte-level BPE of 300 tokens, 256 of them the bytes."""
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE())
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = tokenizers.pre_tokenizers.ByteLevel.alphabet()
    trainer = tokenizers.trainers.BpeTrainer(vocab_size=300, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(TEXTS, trainer)
    path = tmp_path_factory.mktemp("model")
    tokenizer.save(str(path / "tokenizer.json"))
    return path


@pytest.mark.parametrize("name", ["", "tokenizer.json"])
def test_a_models_own_tokenizer_counts(folder: Path, name: str) -> None:
    count = token_counter(folder / name)
    assert count("") == 0
    assert count("zqj") == 3, "three bytes that it never saw together"
    assert count("\u00e9") == 2, "one letter of two bytes"
    assert count("neighbours") < len("neighbours")
    assert count(QUESTION) < len(QUESTION) / 2


def test_without_a_tokenizer_tokens_are_estimated() -> None:
    assert token_counter(None) is estimate_tokens


def test_a_tokenizer_that_is_not_there_or_none_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    with pytest.raises(ConfigError, match=r"^no tokenizer at .*/tokenizer\.json\n  fix: name a tokenizer\.json"):
        token_counter(tmp_path)
    broken = tmp_path / "broken.json"
    with pytest.raises(ConfigError, match=r"^no tokenizer at .*/broken\.json"):
        token_counter(broken)
    broken.write_text("{}")
    with pytest.raises(ConfigError, match=r"^.*/broken\.json is no tokenizer: .*\n  fix: name a tokenizer\.json of a"):
        token_counter(broken)


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    monkeypatch.setitem(__import__("sys").modules, "tokenizers", None)
    with pytest.raises(ConfigError, match=r"needs the package tokenizers\n  fix: pip install 'scaler\[train\]'$"):
        token_counter(tmp_path)


@pytest.mark.sandbox
def test_the_gates_measure_prompts_with_it(sandbox: Sandbox, folder: Path) -> None:
    verdict = check(SOUND, sandbox, thresholds={"tokenizer": folder, "min_levels": 5, "max_prompt_tokens": 60})
    failed = verdict.failed_gate
    assert failed is not None
    assert failed.gate == "prompt"
    levels = measured(verdict, "prompt")["levels"]
    budgeted = measured(verdict, "prompt")["tokens"]
    assert levels == [int(level) for level, count in budgeted.items() if count <= 60]
    assert budgeted["0"] != 70, "no estimate"
