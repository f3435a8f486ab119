"""Plans: what is read, in which batches, and when it is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from scaler.errors import ConfigError
from scaler.synthesis import Plan, Selection, make_plan
from scaler.synthesis.plan import plan_folder, read_batch
from scaler.validation import load_thresholds
from tests import toy

NAMES = [f"{operation}-of-list" for operation in toy.OPERATIONS]


def source(tmp_path: Path, *more: str) -> Path:
    path = tmp_path / "problems.jsonl"
    lines = [toy.problem(operation).model_dump_json() for operation in toy.OPERATIONS]
    path.write_text("".join(f"{line}\n" for line in (*lines, *more)))
    return path


def plan(tmp_path: Path, selection: Selection | None = None, size: int = 2) -> Plan:
    problems = tmp_path / "problems.jsonl"
    return make_plan(str(problems), selection or Selection(), tmp_path / "work", load_thresholds(None), size)


def planned(tmp_path: Path, made: Plan) -> list[list[str]]:
    return [[each.problem.id for each in read_batch(tmp_path / "work", batch)] for batch in made.batches]


def test_a_source_is_cut_in_order_and_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = source(tmp_path, '{"id": "half"}')
    made = plan(tmp_path)
    assert planned(tmp_path, made) == [NAMES[:2], NAMES[2:]]
    assert made.problems == 3
    assert made.broken == (f"{path}:4: half: no known format has these keys: id",)


def test_a_selection_skips_limits_and_names(tmp_path: Path) -> None:
    source(tmp_path)
    assert planned(tmp_path, plan(tmp_path, Selection(skip=1, limit=1))) == [[NAMES[1]]]
    assert planned(tmp_path, plan(tmp_path, Selection(only=(NAMES[2], NAMES[0])))) == [[NAMES[0], NAMES[2]]]
    with pytest.raises(ConfigError, match=r"no problem nobody in .*problems\.jsonl"):
        plan(tmp_path, Selection(only=("nobody",)))


def test_a_problem_that_says_what_an_earlier_one_says_is_planned_with_it(tmp_path: Path) -> None:
    double = toy.problem("max").model_copy(update={"id": "max-again"})
    source(tmp_path, double.model_dump_json())
    made = plan(tmp_path, size=9)
    assert [each.twin for each in read_batch(tmp_path / "work", made.batches[0])] == [None, None, None, NAMES[0]]


def test_a_plan_stands_until_its_source_changes(tmp_path: Path) -> None:
    path = source(tmp_path)
    made = plan(tmp_path)
    file = plan_folder(tmp_path / "work") / made.batches[0].file
    written = file.stat().st_mtime_ns
    assert plan(tmp_path) == made
    assert file.stat().st_mtime_ns == written
    path.write_text(path.read_text().replace("sum of a list", "the sum of a list"))
    changed = plan(tmp_path)
    assert changed.identity != made.identity
    same = [one.sha256 == other.sha256 for one, other in zip(made.batches, changed.batches, strict=True)]
    assert same == [True, False]


def test_a_batch_that_somebody_changed_is_refused(tmp_path: Path) -> None:
    source(tmp_path)
    made = plan(tmp_path)
    file = plan_folder(tmp_path / "work") / made.batches[1].file
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(ConfigError, match=r"00001.jsonl is not the batch that was planned"):
        read_batch(tmp_path / "work", made.batches[1])
    file.unlink()
    with pytest.raises(ConfigError, match=r"00001.jsonl cannot be read: No such file"):
        read_batch(tmp_path / "work", made.batches[1])
