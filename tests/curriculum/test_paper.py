from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaler.curriculum import HELD_OUT, Curriculum, Draw, Outcome, PaperConfig, PaperCurriculum, make_curriculum
from scaler.errors import ConfigError


def visit(curriculum: Curriculum, **rates: float | None) -> None:
    curriculum.observe([Outcome(Draw(name, 0, 0), rate, 8) for name, rate in rates.items()])


def single(levels: int = 5, **config: float) -> PaperCurriculum:
    return PaperCurriculum({"a": levels}, PaperConfig.model_validate(config), seed=0)


def two(*, levels: int = 5, **config: float) -> tuple[PaperCurriculum, str, str]:
    """A pool of two environments of which one is active: the curriculum, the active name, the waiting name."""
    curriculum = PaperCurriculum({"a": levels, "b": levels}, PaperConfig.model_validate({"window": 1} | config), seed=0)
    active = curriculum.active[0]
    return curriculum, active, "b" if active == "a" else "a"


@pytest.mark.parametrize(
    ("rates", "levels"),
    [
        ([1.0, 1.0, 0.75, 0.5, 0.25], [1.0, 2.0, 2.5, 2.5, 2.0]),
        ([0.0, 0.25], [0.0, 0.0]),
        ([1.0, 1.0, 1.0, 1.0, 0.875], [1.0, 2.0, 3.0, 4.0, 4.0]),
        ([0.875, 0.0], [0.75, 0.0]),
    ],
)
def test_level_follows_hand_worked_traces(rates: list[float], levels: list[float]) -> None:
    curriculum = single()
    trace = []
    for rate in rates:
        visit(curriculum, a=rate)
        trace.append(curriculum.levels["a"])
    assert trace == levels


def test_target_gain_and_start_are_settings() -> None:
    curriculum = single(target=0.75, gain=4.0, start=2.5)
    visit(curriculum, a=0.5)
    assert curriculum.levels == {"a": 1.5}
    assert single(levels=2, start=9.0).levels == {"a": 1.0}


def test_groups_of_one_environment_are_one_visit_weighted_by_rollouts() -> None:
    curriculum = single()
    curriculum.observe([Outcome(Draw("a", 0, 0), 1.0, 6), Outcome(Draw("a", 0, 1), 0.0, 2)])
    assert curriculum.levels == {"a": 0.5}
    assert curriculum.metrics()["effective_prompts"] == 0.0


def test_level_between_rungs_is_sampled_by_its_fraction() -> None:
    curriculum = single(start=2.25)
    levels = [draw.level for count in [1, 2, 5] * 500 for draw in curriculum.propose(count)]
    assert set(levels) == {2, 3}
    assert sum(levels) / len(levels) == pytest.approx(2.25, abs=0.03)


def test_every_instance_is_proposed_once_and_seeds_count_up() -> None:
    curriculum = single(start=1.5)
    draws = [draw for _ in range(10) for draw in curriculum.propose(7)]
    for level in (1, 2):
        seeds = [draw.seed for draw in draws if draw.level == level]
        assert seeds == list(range(len(seeds)))


def test_training_seeds_end_below_the_held_out_ones() -> None:
    curriculum = single(levels=1)
    state = curriculum.state_dict()
    state["seeds"] = {"a": [HELD_OUT - 1]}
    curriculum.load_state_dict(state)
    assert curriculum.propose(1) == [Draw("a", 0, HELD_OUT - 1)]
    with pytest.raises(ConfigError, match=r"^environment 'a' has used all 1000000000 training seeds of level 0$"):
        curriculum.propose(1)


def test_active_environments_take_turns_across_calls() -> None:
    curriculum = PaperCurriculum(dict.fromkeys("abcdef", 4), PaperConfig(window=4), seed=3)
    names = [draw.environment for count in (3, 1, 2, 6) for draw in curriculum.propose(count)]
    assert names == list(curriculum.active) * 3
    assert curriculum.metrics()["coverage"] == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    ("reason", "config", "rates"),
    [
        ("zeros", {}, [0.0] * 5),
        ("zeros", {}, [1.0, 1.0, *[0.0] * 5]),
        ("zeros", {"zero_visits": 2}, [0.0, 0.5, 0.0, 0.0]),
        ("saturated", {"start": 4.0}, [0.5] * 5),
        ("saturated", {}, [1.0] * 9),
        ("slope", {}, [0.5] * 10),
        ("slope", {"start": 0.1}, [0.5] * 10),
        ("slope", {"start": 3.0}, [0.375] * 10),
        ("slope", {"slope_visits": 3}, [0.75, 0.25, 0.25]),
    ],
)
def test_retires_at_exactly_the_kth_visit(reason: str, config: dict[str, float], rates: list[float]) -> None:
    curriculum, first, second = two(levels=5, **config)
    for rate in rates[:-1]:
        visit(curriculum, **{first: rate})
        assert curriculum.active == (first,)
    visit(curriculum, **{first: rates[-1]})
    assert curriculum.active == (second,)
    assert {key: value for key, value in curriculum.metrics().items() if value and key.startswith("replaced")} == {
        f"replaced_{reason}": 1.0
    }


def test_a_rising_level_stays() -> None:
    curriculum, first, _ = two(levels=30)
    for rate in [0.75, 0.375] * 20:
        visit(curriculum, **{first: rate})
    assert curriculum.active == (first,)


def test_retired_environment_keeps_its_level_and_loses_its_history() -> None:
    curriculum, first, second = two(zero_visits=2, start=3.5)
    for _ in range(2):
        visit(curriculum, **{first: 0.0})
    assert curriculum.levels == {first: 1.5, second: 3.5}
    for _ in range(2):
        visit(curriculum, **{second: 0.0})
    visit(curriculum, **{first: 0.0})
    assert curriculum.active == (first,)


def test_late_outcome_moves_the_level_of_a_retired_environment_only() -> None:
    curriculum, first, second = two(zero_visits=1)
    visit(curriculum, **{first: 0.0})
    visit(curriculum, **{first: 1.0})
    assert curriculum.levels == {first: 1.0, second: 0.0}
    assert curriculum.active == (second,)
    assert curriculum.state_dict()["history"] == {}


def test_replacements_are_uniform_over_the_waiting_ones() -> None:
    joined = dict.fromkeys("abcdef", 0)
    for seed in range(600):
        curriculum = PaperCurriculum(dict.fromkeys(joined, 4), PaperConfig(window=3, zero_visits=1), seed)
        before = curriculum.active
        visit(curriculum, **{before[1]: 0.0})
        assert (curriculum.active[0], curriculum.active[2]) == (before[0], before[2])
        assert curriculum.active[1] not in before
        joined[curriculum.active[1]] += 1
    assert all(70 <= count <= 130 for count in joined.values())


def test_pool_within_the_window_never_changes() -> None:
    curriculum = PaperCurriculum({"a": 3, "b": 3}, PaperConfig(window=2), seed=0)
    active = curriculum.active
    for _ in range(30):
        visit(curriculum, a=0.0, b=1.0)
    assert curriculum.active == active
    assert curriculum.levels == {"a": 0.0, "b": 2.0}


def test_more_retirements_than_waiting_environments_never_duplicate() -> None:
    curriculum = PaperCurriculum(dict.fromkeys("abcd", 3), PaperConfig(window=3, zero_visits=1), seed=0)
    stuck = curriculum.active
    visit(curriculum, **dict.fromkeys(stuck, 0.0))
    assert len(set(curriculum.active)) == 3
    assert sum(name not in stuck for name in curriculum.active) == 1


def test_unscored_outcomes_change_nothing() -> None:
    curriculum = PaperCurriculum(dict.fromkeys("abcd", 3), PaperConfig(window=3, zero_visits=1), seed=0)
    curriculum.propose(5)
    visit(curriculum, **dict.fromkeys(curriculum.active, 0.0))
    before = curriculum.state_dict()
    visit(curriculum, a=None, b=None, c=None, d=None)
    assert curriculum.state_dict() == before


def test_unknown_environment_is_an_error_before_anything_changes() -> None:
    curriculum = single()
    before = curriculum.state_dict()
    with pytest.raises(ConfigError) as caught:
        visit(curriculum, a=1.0, z=1.0)
    assert str(caught.value) == (
        "outcomes of environments outside this curriculum's pool of 1: 'z'\n"
        "  fix: observe only what this curriculum proposed"
    )
    assert curriculum.state_dict() == before


@given(
    policy=st.sampled_from(["paper", "uniform"]),
    seed=st.integers(0, 2**64),
    steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 8)), min_size=1, max_size=40),
    cut=st.integers(0, 40),
)
@settings(max_examples=100, deadline=None)
def test_resume_through_json_is_exact_at_any_step(
    policy: str, seed: int, steps: list[tuple[int, int]], cut: int
) -> None:
    pool = {"a": 3, "b": 1, "c": 7, "d": 4, "e": 30}
    config = {} if policy == "uniform" else {"window": 2, "zero_visits": 2, "top_visits": 2, "slope_visits": 3}
    unbroken = make_curriculum(policy, pool, config, seed)
    resumed = make_curriculum(policy, pool, config, seed)
    for step, (count, passed) in enumerate(steps):
        if step == cut:
            fresh = make_curriculum(policy, pool, config, seed)
            fresh.load_state_dict(json.loads(json.dumps(resumed.state_dict(), sort_keys=True)))
            resumed = fresh
        draws = unbroken.propose(count)
        assert resumed.propose(count) == draws
        outcomes = [Outcome(draw, (passed * (i + 1)) % 9 / 8, 8) for i, draw in enumerate(draws)]
        unbroken.observe(outcomes)
        resumed.observe(outcomes)
        assert resumed.active == unbroken.active
        assert len(set(resumed.active)) == len(resumed.active)
        assert all(0 <= level < pool[name] for name, level in resumed.levels.items())
        assert resumed.metrics() == unbroken.metrics()
    assert resumed.state_dict() == unbroken.state_dict()
