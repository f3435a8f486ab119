from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from scaler.registry import Registry
from scaler.sandbox import Sandbox
from scaler.synthesis import synthesize_batch
from tests import toy
from tests.cli.command import run
from tests.registry.build import version
from tests.review_app.folded import folded_version


@pytest.fixture
def root(tmp_path: Path) -> Path:
    registry = Registry(tmp_path / "registry")
    registry.publish(version("a"), "r")
    changed = version("b", "g2")
    programs = changed.programs.model_copy(update={"question": "another\nquestion"})
    registry.publish(changed.model_copy(update={"programs": programs}), "r")
    registry.publish(version(name="failed", passed=False), "runs: nothing compiles")
    return registry.root


def test_the_check_is_silent_or_names_place_problem_and_fix(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    check = ("registry", "check", "--no-run", "--registry", str(root))
    code, out, _ = run(capsys, *check)
    assert code == 0
    assert out.splitlines()[-1] == (
        "0 findings in 3 versions of 2 environments, 0 levels computed again, 0 lock files; "
        "not in a Git repository: history not compared"
    )
    (root / "sum/1.0/notes").write_text("x")
    code, out, _ = run(capsys, *check)
    assert code == 1
    assert f"{root}/sum/1.0: files that no version has: notes\n  fix: delete them: notes\n" in out
    code, out, _ = run(capsys, *check, "--json")
    assert code == 1
    assert [finding["where"] for finding in json.loads(out)["findings"]] == [f"{root}/sum/1.0"] * 2


def test_a_pack_is_made_and_used_like_a_folder(capsys: pytest.CaptureFixture[str], root: Path, tmp_path: Path) -> None:
    pack = str(tmp_path / "pool.pack")
    code, out, _ = run(capsys, "registry", "pack", pack, "--state", "candidate", "--registry", str(root))
    assert code == 0
    assert out.endswith(f"2 versions were new; use it with --registry {pack}\n")
    assert run(capsys, "env", "approve", "sum", "--reason", "ok", "--reviewer", "ann", "--registry", pack)[0] == 0
    code, out, _ = run(capsys, "review", "list", "--state", "approved", "--json", "--registry", pack)
    assert [row["ref"] for row in json.loads(out)] == ["sum@2.0"]
    assert Registry(root).state("sum@2.0") == "candidate"


def test_versions_are_compared(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    code, out, _ = run(capsys, "env", "diff", "sum", "--registry", str(root))
    assert code == 0
    assert "sum@1.0 -> sum@2.0: 2 files differ" in out
    assert "--- question.md.j2 (changed) \n@@ -1 +1,2 @@\n-q\n+another\n+question\n" in out
    _, other, _ = run(capsys, "env", "diff", "sum@2.0", "sum@1.0", "--json", "--registry", str(root))
    assert [file["path"] for file in json.loads(other)] == ["manifest.yaml", "question.md.j2"]
    code, _, err = run(capsys, "env", "diff", "sum@1.0", "--registry", str(root))
    assert (code, err) == (
        1,
        "scaler: there is no version before sum@1.0\n  fix: name two: scaler env diff OLD NEW\n",
    )


def test_lists_are_filtered_and_what_is_broken_is_said(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    code, out, _ = run(capsys, "review", "list", "--gate", "runs", "--json", "--registry", str(root))
    assert [row["ref"] for row in json.loads(out)] == ["failed@1.0"]
    (root / "sum/entry.yaml").write_text("[")
    code, out, _ = run(capsys, "env", "list", "--registry", str(root))
    assert code == 0
    assert f"cannot be read: {root}/sum/entry.yaml: " in out


@pytest.mark.sandbox
def test_a_rejection_names_the_commands_that_replay_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sandbox: Sandbox
) -> None:
    toy.answer(tmp_path, "sum", *toy.STEPS, solver=toy.completion("max", "solver"))
    shop = toy.workshop(tmp_path, sandbox, repairs=0)
    synthesize_batch([toy.problem("sum")], shop)
    _, out, _ = run(capsys, "env", "show", "sum-of-list", "--registry", str(shop.registry.root))
    commands = [line.removeprefix("replay: scaler ") for line in out.splitlines() if line.startswith("replay: ")]
    assert commands
    code, out, _ = run(capsys, *commands[0].split(), "--json")
    assert code == 0
    answers = {answer["role"]: answer["agreement"] for answer in json.loads(out)["answers"]}
    assert answers == {"oracle": "same", "solver": "differs"}
    code, out, _ = run(capsys, *commands[0].split())
    assert "Add up everything" in out
    code, _, err = run(capsys, *commands[0].replace("--scale n", "--scale m").split())
    assert (code, err.splitlines()[-1]) == (1, "  fix: write n=3 to 12")


@pytest.mark.sandbox
def test_a_part_of_a_folded_task_is_replayed_as_it_was_drawn(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folded = folded_version()
    evidence = ({**folded.evidence[0], "passed": False},)
    manifest = folded.manifest.model_copy(update={"passed": False, "golden": {}})
    root = tmp_path / "registry"
    Registry(root).publish(folded.model_copy(update={"manifest": manifest, "evidence": evidence}), "agreement: no")
    _, out, _ = run(capsys, "env", "show", "repeats", "--registry", str(root))
    assert "3 instances make a task" in out
    fair, rising = (line.removeprefix("replay: scaler ") for line in out.splitlines() if line.startswith("replay: "))
    assert fair == f"env replay repeats@1.0 --scale n=3 --seed 2 --registry {root}  # part 2"
    assert "--scale n=5 --seed 1 --shape rising" in rising
    code, out, _ = run(capsys, *shlex.split(rising, comments=True), "--json")
    seen = json.loads(out)
    assert (code, seen["shape"]) == (0, "rising")
    assert all(part["a"] == sorted(part["a"]) for part in json.loads(seen["data"])["parts"])
    assert seen["instance"]["answer"] == [True] * 3
    code, _, err = run(capsys, *shlex.split(rising.replace("rising", "odd"), comments=True))
    assert code == 1
    assert "'odd' is no shape" in err
