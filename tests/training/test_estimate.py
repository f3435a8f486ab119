from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from scaler.errors import ConfigError
from scaler.registry import Registry, read_lock, write_lock
from scaler.sandbox import Sandbox
from scaler.training import CurriculumSettings, QuestionTokens, TrainConfig, load_config, question_tokens
from scaler.training.device import Device, cpu
from scaler.training.estimate import estimate
from scaler.training.plan import plan
from scaler.training.shape import PUBLISHED, read_shape
from tests import toy

EXAMPLES = Path(__file__).parents[2] / "examples" / "configs"


def test_parameters_are_counted_as_the_model_has_them(base: Path, config: TrainConfig) -> None:
    model = AutoModelForCausalLM.from_pretrained(base)
    needs = estimate(config.model_copy(update={"model": str(base)}), here=True)
    assert f"{model.num_parameters() / 1e6:,.1f} million parameters" in needs.assumptions[0]
    shape = read_shape(model.config)
    assert shape.parameters == model.num_parameters()
    assert shape.embeddings == model.get_input_embeddings().weight.numel()


def test_an_output_layer_of_its_own_counts() -> None:
    sizes = {"vocab_size": 50, "hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2}
    untied = LlamaConfig(**sizes, **heads, tie_word_embeddings=False)
    shape = read_shape(untied)
    assert shape.parameters == LlamaForCausalLM(untied).num_parameters()
    assert (shape.embeddings, shape.query, shape.key, shape.cache) == (2 * 50 * 16, 16, 8, 2 * 2 * 8)


@pytest.mark.parametrize(("name", "millions"), [("Qwen/Qwen3-1.7B-Base", 1720.6), ("Qwen/Qwen3-4B-Base", 4022.5)])
def test_published_shapes_have_the_published_sizes(name: str, millions: float) -> None:
    assert round(read_shape(PUBLISHED[name]).parameters / 1e6, 1) == millions


def test_adapters_are_counted_as_peft_makes_them() -> None:
    peft = pytest.importorskip("peft")
    small = LlamaConfig(
        vocab_size=50,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
    )
    lora = peft.LoraConfig(task_type="CAUSAL_LM", r=3, target_modules="all-linear")
    trained, _ = peft.get_peft_model(LlamaForCausalLM(small), lora).get_nb_trainable_parameters()
    assert read_shape(small).adapters(3) == trained


def test_what_grows_with_what(base: Path, config: TrainConfig) -> None:
    def needs(**grpo: object) -> float:
        changed = config.grpo.model_copy(update=grpo)
        return estimate(config.model_copy(update={"grpo": changed})).memory

    short, long = (
        estimate(config.model_copy(update={"model": str(base)}), tokens=QuestionTokens(*tokens))
        for tokens in [(600, 50), (600, 500)]
    )
    assert short.memory == long.memory
    assert short.step_seconds < long.step_seconds
    assert needs(prompts=64) > needs(prompts=32) > needs(prompts=32, micro_batch=16)
    assert needs(max_completion_tokens=400) > needs(max_completion_tokens=40)


def test_sharding_divides_weights_gradients_and_moments() -> None:
    whole = estimate(load_config(EXAMPLES / "qwen3-4b-colocate.yaml", ["sharding=none"]))
    shared = estimate(load_config(EXAMPLES / "qwen3-4b-colocate.yaml"))
    for part in ("weights", "optimizer"):
        assert shared.fixed[part] == pytest.approx(whole.fixed[part] / 8)
    assert shared.learning["gradients"] == pytest.approx(whole.learning["gradients"] / 8)
    assert "DOES NOT FIT" in whole.lines()[0]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_fits_its_devices(path: Path) -> None:
    config = load_config(path)
    if config.model.startswith("runs/"):
        pytest.skip("its model is made by a command")
    needs = estimate(config, tokens=QuestionTokens(2048, 512))
    on_gpu = config.device == "auto"
    memory = needs.device.memory if on_gpu else 8e9
    assert needs.memory < 0.97 * memory
    assert ("never checked on a GPU" in " ".join(needs.assumptions)) == on_gpu


def test_the_lines_say_what_takes_how_much(config: TrainConfig) -> None:
    device = Device(16e9, 1e9, 1e9, 1e9, 1e9, 1e-3, "a device made up")
    needs = replace(
        estimate(config),
        device=device,
        fixed={"weights": 2e9},
        learning={"logits": 1e9},
        generating={},
        seconds={"learning": 90.0},
        steps=100,
    )
    assert needs.lines()[:6] == [
        "memory a device   up to 3.00 GB of 16.00 GB",
        "  always          weights 2.00 GB",
        "  while learning  logits 1.00 GB",
        "  or generating   nothing here",
        "time a step       90 s: learning 90 s",
        "time in all       2.5 h for 100 steps, without evaluations",
    ]


def test_the_cpu_is_measured_in_plausible_numbers() -> None:
    import torch

    threads, state = torch.get_num_threads(), torch.get_rng_state()
    device = cpu(read_shape(LlamaConfig(hidden_size=64, intermediate_size=192, num_hidden_layers=1)), threads=1)
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)
    assert 1e8 < device.decode_flops < 1e13
    assert 1e8 < device.bandwidth < 1e13
    assert device.memory > 1e9


@pytest.mark.sandbox
def test_a_plan_shows_settings_arguments_environments_and_needs(
    config: TrainConfig, tmp_path: Path, sandbox: Sandbox
) -> None:
    registry = toy.registry(tmp_path, sandbox, "max", "min")
    for ref in ("max-of-list@1.0", "min-of-list@1.0"):
        registry.review(ref, "approved", "ann", "read it")
    lock = read_lock(write_lock(registry, "demo"))
    before = sorted(tmp_path.rglob("*"))
    grouped = config.model_copy(update={"curriculum": CurriculumSettings(settings={"group_size": 2})})
    assert "\n  prompts: 8\n  group_size: 2\n" in "\n".join(plan(grouped, registry, lock))
    text = "\n".join(plan(config, registry, lock))
    assert "\nmodel: demo\n" in text
    assert "\nper_device_train_batch_size: 16\n" in text
    assert "\nmax-of-list@1.0: " in text
    assert "\nmemory a device   up to " in text
    assert sorted(tmp_path.rglob("*")) == before
    tokens = question_tokens(registry, ["max-of-list@1.0"])
    assert tokens is not None
    assert 10 < tokens.mean < tokens.longest
    assert question_tokens(Registry(registry.root), []) is None


def test_a_model_without_a_shape_is_named(tmp_path: Path, config: TrainConfig) -> None:
    with pytest.raises(ConfigError, match=r"no config\.json here, and the hub did not give one"):
        estimate(config.model_copy(update={"model": str(tmp_path / "none")}))
