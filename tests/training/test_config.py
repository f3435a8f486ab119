from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.training import TrainConfig, load_config
from scaler.training.config import dump_config

EXAMPLES = Path(__file__).parents[2] / "examples" / "configs"


def test_the_example_is_valid() -> None:
    assert load_config(EXAMPLES / "demo-train.yaml").model == "demo"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_survives_being_written_out(path: Path, tmp_path: Path) -> None:
    config = load_config(path)
    written = tmp_path / "resolved.yaml"
    written.write_text(dump_config(config))
    assert load_config(written) == config
    if config.device == "auto":
        assert path.read_text().startswith("# NEVER RUN ON A GPU")


def test_changes_reach_any_depth_and_have_the_types_of_yaml(tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    path.write_text("grpo: {steps: 3, prompts: 8}")
    changes = ["grpo.steps=10", "vllm.mode=server", "lora={r: 4}", "report_to=[]", "lora.targets=[q_proj, v_proj]"]
    config = load_config(path, changes)
    assert (config.grpo.steps, config.grpo.prompts) == (10, 8)
    assert config.vllm is not None
    assert config.vllm.mode == "server"
    assert config.lora is not None
    assert (config.lora.r, config.lora.targets) == (4, ("q_proj", "v_proj"))
    assert config.report_to == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("grpo.steps", "'grpo.steps' sets nothing"),
        ("=3", "'=3' sets nothing"),
        ("grpo.steps=many", "with grpo.steps=many: grpo.steps: Input should be a valid integer"),
        ("grpo.stepz=3", "with grpo.stepz=3: grpo.stepz: Extra inputs are not permitted"),
        ("grpo.steps.first=3", "'grpo.steps.first=3': steps has no settings of its own"),
        ("seed=[", "'seed=[': the value is no YAML"),
    ],
)
def test_wrong_changes_are_named(change: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    path.write_text("grpo: {steps: 3}")
    with pytest.raises(ConfigError) as caught:
        load_config(path, [change])
    assert message in caught.value.message


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    path.write_text("")
    assert load_config(path) == TrainConfig()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("grpo: {stepz: 3}", "grpo.stepz: Extra inputs are not permitted"),
        ("grpo: {steps: 0}", "grpo.steps: Input should be greater than or equal to 1"),
        (
            "grpo: {prompts: 4, group_size: 4, micro_batch: 5}",
            "grpo: Value error, micro_batch 5 does not divide the 16 rollouts of a step",
        ),
        ("demo: {width: 100, heads: 8}", "demo: Value error, width 100 is no multiple of twice 8 heads"),
        (
            "curriculum: {name: paper, prior: posterior.json}",
            "curriculum: Value error, curriculum 'paper' takes no prior; 'frontier' does",
        ),
        ("sharding: full", "file: Value error, sharding full needs several processes and device auto"),
        (
            "{sharding: full, processes: 2, device: auto, lora: {}}",
            "file: Value error, lora trains few weights and is not sharded; leave sharding at none",
        ),
        (
            "{processes: 2, evaluation: {every: 5}}",
            "file: Value error, evaluation.every needs a run in one process; leave it out",
        ),
        (
            "{processes: 3, vllm: {tensor_parallel: 2}}",
            "file: Value error, tensor_parallel 2 does not divide 3 processes",
        ),
        ("report_to: [comet]", "report_to.0: Input should be 'trackio', 'tensorboard' or 'wandb'"),
        ("grpo: [", "cannot be read"),
        ("3", "file: Input should be a valid dictionary"),
    ],
)
def test_wrong_settings_name_file_and_field(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "train.yaml"
    path.write_text(content)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert str(path) in caught.value.message
    assert message in caught.value.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.yaml cannot be read"):
        load_config(tmp_path / "none.yaml")


def test_importing_the_room_does_not_load_torch() -> None:
    code = "import sys, scaler.cli, scaler.training.plan, scaler.evaluation; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
