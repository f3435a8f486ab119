from __future__ import annotations

from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.validation import Thresholds, load_thresholds


def test_a_file_overrides_only_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "strict.yaml"
    path.write_text("min_references: 3\n")
    assert load_thresholds(path) == load_thresholds().model_copy(update={"min_references": 3})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("min_refs: 3\n", "unknown threshold 'min_refs'"),
        ("wrong_caught_min: 1.5\n", "threshold 'wrong_caught_min': Input should be less than or equal to 1, not 1.5"),
        ("- 3\n", "a mapping of thresholds was expected, not list"),
        ("min_references: [3\n", "the thresholds cannot be read"),
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_thresholds(path)
    assert caught.value.message.startswith(f"{path}: {message}")
    assert caught.value.fix


def test_every_threshold_is_documented() -> None:
    assert all(field.description for field in Thresholds.model_fields.values())
