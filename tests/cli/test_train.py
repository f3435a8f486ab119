from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from scaler.registry import write_lock
from scaler.sandbox import Sandbox
from tests import toy
from tests.cli.command import run

EXAMPLES = Path(__file__).parents[2] / "examples" / "configs"


@pytest.fixture
def locked(tmp_path: Path, sandbox: Sandbox) -> Sequence[str]:
    """The flags that name a registry and its lock file."""
    registry = toy.registry(tmp_path, sandbox, "max")
    registry.review("max-of-list@1.0", "approved", "ann", "read it")
    return ["--lock", str(write_lock(registry, "demo")), "--registry", str(registry.root)]


@pytest.mark.sandbox
def test_a_dry_run_shows_the_run_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], locked: Sequence[str], tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    example = str(EXAMPLES / "qwen3-4b-colocate.yaml")
    code, out, err = run(
        capsys, "train", example, *locked, "--dry-run", "--set", "grpo.steps=7", "--set", "report_to=[]"
    )
    assert (code, err) == (0, "")
    for line in (
        "model: Qwen/Qwen3-4B-Base",
        "  steps: 7",
        "gradient_accumulation_steps: 64",
        "vllm_mode: colocate",
        "report_to: []",
        "  assumed: 4,022.5 million parameters (its published shape)",
    ):
        assert f"\n{line}\n" in out
    assert "max-of-list@1.0: " in out
    assert "(as validation measured them), and completions of 8192" in out
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.sandbox
def test_a_run_needs_a_folder_and_settings_that_exist(
    capsys: pytest.CaptureFixture[str], locked: Sequence[str]
) -> None:
    example = str(EXAMPLES / "demo-train.yaml")
    code, _, err = run(capsys, "train", example, *locked)
    assert (code, err) == (1, "scaler: the run needs a folder\n  fix: --out runs/NAME, or --dry-run\n")
    code, _, err = run(capsys, "train", example, *locked, "--dry-run", "--set", "grpo.stepz=7")
    assert code == 1
    assert f"{example} with grpo.stepz=7: grpo.stepz: Extra inputs are not permitted" in err
    code, _, err = run(capsys, "train", example, *locked, "--dry-run", "--processes", "3")
    assert code == 1
    assert "3 processes cannot share the 128 rollouts of a step" in err
