from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.experiment.__main__ import HERE, RESULTS, ROOT, main
from benchmarks.experiment.arms import ARMS, QUICK, Plan
from benchmarks.experiment.policies import AnyLevel, FixedDataset, Watched
from benchmarks.experiment.results import Result, by_arm, read_results, summarise, write_results
from benchmarks.experiment.runs import World
from benchmarks.experiment.store import Store, Stored
from benchmarks.experiment.table import interval, paired, tables
from scaler.curriculum import Draw, Outcome, make_curriculum
from scaler.errors import InstanceError
from scaler.registry import Registry, read_lock
from tests.training.conftest import Sorting

LEVELS = {"first": 4, "second": 2}


def result(arm: str, seed: int, passed: int) -> Result:
    return Result(
        arm=arm,
        seed=seed,
        steps=30,
        trained=["a", "c"],
        reach=["a", "b"],
        samples=10,
        before={"a": [2, 0], "b": [4], "c": [0]},
        after={"a": [passed, 0], "b": [4], "c": [9]},
        effective=0.5,
        failed=0.4,
        passed=0.1,
        level=1.5,
        tokens=1000,
        filter_rollouts=0,
        cpu=1.0,
        unscored=0,
        quarantined=[],
        effective_curve=[0.2, 0.4, 0.6],
        level_curve=[0.0, 1.0, 2.0],
        reward_curve=[0.1, 0.2, 0.3],
    )


def test_a_fixed_dataset_is_repeated_in_epochs_of_other_orders() -> None:
    dataset = [Draw("first", 0, seed) for seed in range(6)]
    policy = FixedDataset(make_curriculum("uniform", LEVELS, {}, 0), dataset, seed=0)
    drawn = [draw for _ in range(3) for draw in policy.propose(4)]
    assert sorted(draw.seed for draw in drawn[:6]) == sorted(draw.seed for draw in drawn[6:]) == [0, 1, 2, 3, 4, 5]
    assert drawn[:6] != drawn[6:]


def test_without_a_controller_all_levels_are_drawn_alike_and_no_instance_twice() -> None:
    policy = AnyLevel(make_curriculum("paper", LEVELS, {}, 0), LEVELS, seed=0)
    drawn = policy.propose(400)
    levels = Counter((draw.environment, draw.level) for draw in drawn)
    assert {level for name, level in levels if name == "first"} == {0, 1, 2, 3}
    assert all(35 <= levels["first", level] <= 65 for level in range(4))
    assert len(set(drawn)) == 400


def test_no_curation_means_that_every_environment_is_drawn_alike() -> None:
    pool = {f"e{i}": 5 for i in range(10)}
    policy = make_curriculum("frontier", pool, ARMS["frontier, curation off"].settings, 0)
    drawn: Counter[str] = Counter()
    for _ in range(100):
        draws = policy.propose(16)
        drawn.update(draw.environment for draw in draws)
        policy.observe([Outcome(draw, float(draw.environment in ("e0", "e1")) / 2, 8) for draw in draws])
    assert max(drawn.values()) < 1.35 * min(drawn.values())


def test_groups_are_summarised_step_by_step() -> None:
    watched = Watched(make_curriculum("uniform", LEVELS, {}, 0))
    for level, rates in ((0, (0.5, 1.0)), (2, (0.0, 0.25)), (3, (0.0, None))):
        watched.observe([Outcome(Draw("first", level, i), rate, 8) for i, rate in enumerate(rates)])
    watched.observe([Outcome(Draw("first", 0, 9), None, 0, fault="its oracles disagree")])
    found = summarise(watched.steps)
    assert (found.failed, found.passed, found.unscored) == (0.4, 0.2, 1)
    assert found.effective == pytest.approx(1 / 3, abs=1e-4)
    assert found.effective_curve == [0.5, 0.5, 0.0]
    assert found.level_curve == [0.0, 2.0, 3.0]
    assert found.level == 3.0


def test_an_instance_is_made_once(tmp_path: Path) -> None:
    env = Sorting("sorting@1.0")
    first = Stored(env, 3, Store(tmp_path / "instances.sqlite"))
    made = first.instances([(0, 1), (2, 5), (0, 1)])
    again = Stored(env, 3, Store(tmp_path / "instances.sqlite")).instances([(2, 5), (0, 1), (1, 1)])
    assert env.asked == [(0, 1), (2, 5), (1, 1)]
    assert made == [*again[1::-1], again[1]]
    assert made == env.instances([(0, 1), (2, 5), (0, 1)])
    with pytest.raises(InstanceError, match=r"sorting@1.0 has no level 3 here"):
        first.instances([(3, 0)])


def test_pools_are_of_the_environments_in_reach_and_other_ones_for_each_seed() -> None:
    names = [f"e{i}" for i in range(12)]
    world = World({name: Sorting(f"{name}@1.0") for name in names}, {"e1": [0.1] * 4}, names[:10])
    assert list(world.pool("reach", 0).environments) == names[:10]
    assert list(world.pool("all", 0).environments) == names
    few = [list(world.pool(4, seed).environments) for seed in range(5)]
    assert all(len(each) == 4 and set(each) <= set(names[:10]) for each in few)
    assert len(set(map(tuple, few))) > 1
    assert few[3] == list(world.pool(4, 3).environments)


def test_the_held_out_rate_is_that_of_the_environments_in_reach() -> None:
    one = result("frontier", 0, 8)
    assert one.rate("before") == pytest.approx(6 / 30)
    assert one.rate("after") == pytest.approx(12 / 30)
    assert one.untrained == ["b"]
    assert one.gain(["b"]) == 0
    assert one.gain(["a"]) == pytest.approx(6 / 20)


def test_differences_are_paired_by_seed_and_have_t_intervals() -> None:
    runs = by_arm([result("frontier", s, 8) for s in range(3)] + [result("fixed", s, 8 - 3 * s) for s in (0, 1, 2, 9)])
    differences = paired(runs, "fixed", "frontier", lambda r: r.rate("after"))
    assert differences == pytest.approx([0, -0.1, -0.2])
    mean, low, high = interval(differences)
    assert mean == pytest.approx(-0.1)
    assert high - mean == pytest.approx(mean - low) == pytest.approx(4.3027 * 0.1 / np.sqrt(3), abs=1e-4)
    assert interval([0.5]) == (0.5, 0.5, 0.5)


def test_results_survive_their_file(tmp_path: Path) -> None:
    made = [result("frontier", 0, 8), result("fixed", 1, 3)]
    write_results(tmp_path / "runs.jsonl", made)
    assert read_results(tmp_path / "runs.jsonl") == made


def test_the_locks_are_of_this_registry_and_reach_is_a_part_of_all() -> None:
    every, reach = (read_lock(HERE / "locks" / f"{name}.lock").environments for name in ("all", "reach"))
    assert set(reach) < set(every)
    registry = Registry(ROOT / "env_registry")
    for each in every:
        assert registry.digest(each.ref) == each.sha256
        assert 3 <= each.levels <= len(registry.manifest(each.ref).spec.levels)


def test_the_shipped_results_are_a_whole_plan() -> None:
    runs, plan = by_arm(read_results(RESULTS)), Plan()
    assert {arm: sorted(own) for arm, own in runs.items()} == dict.fromkeys(plan.arms, sorted(plan.seeds))
    for own in runs.values():
        for seed, each in own.items():
            assert each.before == runs["frontier"][seed].before, "all arms of a seed start from one model"
            assert each.steps == plan.steps


def test_tables_and_plots_come_from_the_shipped_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "experiment.md"
    page.write_text((ROOT / "docs" / "experiment.md").read_text())
    main(["table", "--docs", str(page)])
    main(["plots", "--docs", str(page)])
    assert page.read_text() == (ROOT / "docs" / "experiment.md").read_text()
    assert "| frontier |" in capsys.readouterr().out
    assert {path.name for path in (tmp_path / "experiment").iterdir()} == {"signal.svg", "levels.svg", "gain.svg"}
    assert list(tables(read_results(RESULTS))) == ["arms", "signal", "environments", "ablations", "seeds"]


@pytest.mark.slow
@pytest.mark.sandbox
def test_a_quick_experiment_runs_and_stands(sandbox: object, tmp_path: Path) -> None:
    command = ["run", "--quick", "--out", str(tmp_path), "--results", str(tmp_path / "runs.jsonl"), "--workers", "1"]
    main(command)
    made = read_results(tmp_path / "runs.jsonl")
    assert [(each.arm, each.seed) for each in made] == [(arm, seed) for arm in QUICK.arms for seed in QUICK.seeds]
    assert all(each.tokens > 0 and len(each.effective_curve) == QUICK.steps for each in made)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("seed-*/**/*.safetensors")}
    assert len(times) == 6
    main(command)
    assert read_results(tmp_path / "runs.jsonl") == made
    assert {path: path.stat().st_mtime_ns for path in times} == times
