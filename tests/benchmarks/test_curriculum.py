from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.curriculum.__main__ import main
from benchmarks.curriculum.cost import cost_table
from benchmarks.curriculum.runs import Runs, run
from benchmarks.curriculum.scenarios import ABLATIONS, POLICIES, STANDARD, WORLDS, Policy
from benchmarks.curriculum.simulate import simulate
from benchmarks.curriculum.world import SHAPES, World
from scaler.curriculum import make_curriculum

SMALL = STANDARD.but(environments=200, held_out=50, steps=60, groups=16)


def test_the_same_arguments_give_the_same_run_and_other_seeds_another() -> None:
    first, again, other = (run(SMALL, POLICIES["frontier"], seed) for seed in (1, 1, 2))
    assert first == again
    assert first.area != other.area


def test_policies_of_one_seed_meet_the_same_pool() -> None:
    pools = [World(SMALL, 3, luck=luck).pool for luck in (0, 1)]
    assert np.array_equal(pools[0].start, pools[1].start)
    assert np.array_equal(pools[0].skills, pools[1].skills)


def test_the_mix_is_what_the_settings_say() -> None:
    pool = World(STANDARD, 0).pool
    count = STANDARD.environments
    assert pool.broken.sum() == round(0.08 * count)
    assert len(pool.uneven) == pytest.approx(0.10 * count, abs=1)
    assert ((pool.floor >= 0.3) & (pool.floor <= 0.5)).sum() == pytest.approx(0.10 * count, abs=1)
    assert (pool.start > pool.levels - 1 + 3).sum() >= 0.05 * count
    assert pool.skills.sum(1) == pytest.approx(1.0)


def test_signal_is_nothing_where_success_is_guessing_and_most_at_the_frontier() -> None:
    world = World(STANDARD.but(tau=0.0, rollouts=1000), 0)
    pool = world.pool
    plain = np.flatnonzero((pool.floor == 0) & (pool.cap == 1) & (pool.start > 3) & (pool.start < 10))
    row = plain[np.isin(plain, pool.uneven, invert=True)][:1]
    at = np.round(pool.start[row]).astype(int)
    _, frontier = world.roll(row, at)
    _, far = world.roll(row, pool.levels[row] - 1)
    assert frontier[0] == pytest.approx(0.25, abs=0.03)
    assert far[0] < 0.1
    guessing = np.flatnonzero(pool.floor > 0.4)[:1]
    passed, signal = world.roll(guessing, pool.levels[guessing] - 1)
    assert 300 < passed[0] < 700
    assert signal[0] < 0.05


def test_learning_moves_frontiers_and_repeats_transfer_less() -> None:
    world = World(SMALL, 0)
    row = np.array([5])
    start, own = world.frontier()[5], world.skill.copy()
    moves = []
    for _ in range(3):
        before = world.skill.copy()
        world.learn(row, np.array([0.25]))
        moves.append(float(np.linalg.norm(world.skill - before)))
        world.used[5] += 100
    assert world.frontier()[5] > start
    assert np.linalg.norm(world.skill) > np.linalg.norm(own)
    assert moves[0] > 1.9 * moves[1] > 2.5 * moves[2]


@pytest.mark.parametrize("shape", SHAPES)
def test_responses_rise_from_0_to_1_through_a_half(shape: str) -> None:
    q = SHAPES[shape](np.linspace(-60, 60, 2001))  # type: ignore[index]
    assert np.all(np.diff(q) >= 0)
    assert (q[0], q[1000], q[-1]) == pytest.approx((0, 0.5, 1), abs=0.11)


def test_the_order_of_policies_is_the_expected_one() -> None:
    areas = {name: run(SMALL, POLICIES[name], 0).area for name in ("oracle", "frontier", "uniform")}
    assert areas["oracle"] > areas["frontier"] > areas["uniform"] > 0


def test_resampling_pays_for_what_it_throws_away() -> None:
    world = World(SMALL, 0)
    result = simulate(world, make_curriculum("uniform", world.pool.names(), {}, 0), resample=True)
    assert result.steps < SMALL.steps // 2
    assert run(SMALL, Policy("uniform"), 0).steps == SMALL.steps


def test_exploits_begin_at_half_time() -> None:
    world = World(SMALL.but(exploited=0.2), 0)
    assert len(world.exploited) > 20
    for _ in range(SMALL.steps // 2):
        assert world.pool.floor[world.exploited].max() < 0.9
        world.learn(np.array([0]), np.array([0.0]))
    assert world.pool.floor[world.exploited].min() == 0.98


def test_the_command_makes_tables_and_plots_and_runs_nothing_twice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    page = tmp_path / "page.md"
    blocks = [f"<!-- table: {name} -->\n\n<!-- end -->" for name in ("standard", "robustness", "ablation")]
    page.write_text("\n".join(["before", *blocks, "after"]))
    main(["--quick", "--out", str(out), "--docs", str(page)])
    assert "| oracle | 1.00 |" in capsys.readouterr().out
    made = {path.name: path.read_bytes() for path in out.iterdir()}
    assert made.keys() == {"quick.jsonl", "standard.md", "robustness.md", "ablation.md", "gain.svg", "robustness.svg"}
    assert len((out / "standard.md").read_text().splitlines()) == 2 + len(POLICIES)
    assert len((out / "ablation.md").read_text().splitlines()) == 2 + len(ABLATIONS)
    text = page.read_text()
    assert text.startswith("before\n<!-- table: standard -->\n| policy |")
    assert text.endswith("|\n<!-- end -->\nafter")
    assert (tmp_path / "page" / "gain.svg").read_bytes() == made["gain.svg"]
    main(["--quick", "--out", str(out), "--docs", str(page)])
    assert made == {path.name: path.read_bytes() for path in out.iterdir()}
    assert page.read_text() == text
    runs = Runs(out / "quick.jsonl")
    assert all((world, "frontier", 100) in runs for world in WORLDS)


def test_cost_is_measured_against_the_papers_rule() -> None:
    lines = cost_table(sizes=(100,), rounds=3)
    assert len(lines) == 6
    assert "| 100 | paper, released code |" in lines[2]
    assert "| 1.00 | – |" in lines[2]
