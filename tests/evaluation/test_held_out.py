from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scaler.curriculum import HELD_OUT
from scaler.environment import Instance
from scaler.errors import ConfigError
from scaler.evaluation import SamplerConfig, ValidationCurve, fixed_set
from tests.evaluation.simulated import Ladder, Learner

LEARNER = Learner({"a": 1.5, "b": 9.0, "c": 0.0}, slope=3)


def ladders(*names: str) -> dict[str, Ladder]:
    return {name: Ladder(name, 3) for name in names}


def test_the_set_is_drawn_once_and_is_held_out(tmp_path: Path) -> None:
    first = fixed_set(tmp_path, ladders("a", "b"), instances=2, samples=2)
    path = tmp_path / "validation_set.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(lines) == first.questions == 12
    assert lines[0] == {
        "environment": "a@1.0",
        "level": 0,
        "seed": HELD_OUT,
        "question": f"a 0 {HELD_OUT}",
        "answer": "yes",
    }
    assert all(line["seed"] >= HELD_OUT for line in lines)
    assert first.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    again = fixed_set(tmp_path, ladders("a", "b"), instances=7, samples=2)
    assert (again.digest, again.questions) == (first.digest, 12)
    assert again.measure(LEARNER) == first.measure(LEARNER)
    assert fixed_set(tmp_path, ladders("c"), fresh=True).questions == 12


def test_environments_that_left_the_lock_file_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fixed_set(tmp_path, ladders("a", "b"))
    kept = fixed_set(tmp_path, ladders("b", "c"))
    assert "validation leaves out what is not in the lock file: a@1.0" in capsys.readouterr().out
    assert {cell.environment for cell in kept.measure(LEARNER)} == {"b"}
    with pytest.raises(ConfigError, match=r"validation_set\.jsonl has no question of these environments"):
        fixed_set(tmp_path, ladders("c"))


def test_an_environment_that_changed_is_refused(tmp_path: Path) -> None:
    class Changed(Ladder):
        def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
            made = super().instances(pairs)
            return [*made[:-1], made[-1].model_copy(update={"answer": "no"})]

    fixed_set(tmp_path, ladders("a"), instances=2)
    with pytest.raises(ConfigError, match=f"a@1.0 level 2 seed {HELD_OUT + 1} is not what was drawn there"):
        fixed_set(tmp_path, {"a": Changed("a", 3)})


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "validation_set.jsonl").write_text("{}\n")
    with pytest.raises(ConfigError, match=r"validation_set\.jsonl holds no validation set: Field required"):
        fixed_set(tmp_path, ladders("a"))


def test_the_curve_forgets_what_a_resumed_run_does_again(tmp_path: Path) -> None:
    chosen = fixed_set(tmp_path, ladders("a"))
    curve = ValidationCurve(chosen, SamplerConfig(), tmp_path)
    cells = chosen.measure(LEARNER)
    for step in (0, 10, 20, 10):
        assert curve.keep(step, cells) == cells
    lines = [json.loads(line) for line in (tmp_path / "validation.jsonl").read_text().splitlines()]
    assert [line["step"] for line in lines] == [0, 10]
    assert lines[1]["cells"] == [cell.model_dump() for cell in cells]
