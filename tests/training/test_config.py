from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.training import TrainConfig, load_config

EXAMPLES = Path(__file__).parents[2] / "examples" / "configs"


def test_the_example_is_valid() -> None:
    assert load_config(EXAMPLES / "demo-train.yaml").model == "demo"


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
    code = "import sys, scaler.training, scaler.evaluation; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
