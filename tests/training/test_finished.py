from __future__ import annotations

import json
from pathlib import Path

from scaler.evaluation import Cell, fixed_set, read_evaluation, write_evaluation
from scaler.training import TrainConfig
from scaler.training.folder import begin, finished, write_facts
from tests.training.conftest import Sorting


def test_what_was_measured_before_a_kill_is_taken_for_the_same_questions(tmp_path: Path) -> None:
    environments = {"sorting": Sorting("sorting@1.0")}
    path = tmp_path / "evaluation.json"
    chosen = fixed_set(tmp_path, environments, instances=2, samples=3)
    assert chosen.measured(read_evaluation(path)) == []
    cells = [Cell(environment="sorting", level=level, samples=6, passed=1, unscored=0) for level in range(4)]
    write_evaluation(path, cells, [], chosen.digest)
    assert chosen.measured(read_evaluation(path)) == cells
    oftener = fixed_set(tmp_path, environments, instances=2, samples=4)
    assert oftener.measured(read_evaluation(path)) == []
    write_evaluation(path, cells, [], "another set")
    assert chosen.measured(read_evaluation(path)) == []


def test_a_run_is_finished_when_it_is_evaluated(tmp_path: Path) -> None:
    assert not finished(tmp_path)
    facts = begin(tmp_path, TrainConfig(), "demo", "1")
    assert not finished(tmp_path)
    write_facts(tmp_path, facts.model_copy(update={"seconds": 1.0}))
    assert finished(tmp_path)
    (tmp_path / "evaluation.json").write_text(json.dumps({"before": [], "after": []}))
    assert not finished(tmp_path)
