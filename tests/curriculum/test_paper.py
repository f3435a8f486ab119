from __future__ import annotations

from typing import Any

import pytest

from scaler.curriculum import HELD_OUT, RELEASED, Curriculum, Draw, Outcome, PaperConfig, PaperCurriculum
from scaler.errors import ConfigError


def visit(curriculum: Curriculum, **rates: float | None) -> None:
    curriculum.observe([Outcome(Draw(name, 0, 0), rate, 8) for name, rate in rates.items()])


def single(levels: int = 5, **config: Any) -> PaperCurriculum:
    return PaperCurriculum({"a": levels}, PaperConfig.model_validate(config), seed=0)


def two(*, levels: int = 5, **config: Any) -> tuple[PaperCurriculum, str, str]:
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


def test_released_rounding_never_mixes_one_prompt_and_rounds_halves_to_even() -> None:
    for start, level in {0.5: 0, 0.75: 1, 1.5: 1, 2.25: 2}.items():
        curriculum = single(start=start, rounding="even")
        assert [draw.level for draw in curriculum.propose(5)] == [level] * 5
    curriculum = single(start=1.25, rounding="even", prompts_per_visit=2)  # round(2 * .25) is round(.5): 0
    assert [draw.level for draw in curriculum.propose(4)] == [1] * 4
    curriculum = single(start=1.75, rounding="even", prompts_per_visit=2)  # round(1.5) is 2
    assert [draw.level for draw in curriculum.propose(4)] == [2] * 4
    curriculum = single(start=1.5, rounding="even", prompts_per_visit=4)
    assert [draw.level for draw in curriculum.propose(4)] == [2, 2, 1, 1]


def test_prompts_of_a_visit_come_in_a_row() -> None:
    curriculum = PaperCurriculum(dict.fromkeys("abc", 4), PaperConfig(window=2, prompts_per_visit=2, first="file"), 0)
    assert [draw.environment for count in (3, 3) for draw in curriculum.propose(count)] == list("aabbaa")


def test_released_code_starts_with_the_first_of_the_file() -> None:
    curriculum = PaperCurriculum(dict.fromkeys("abcdef", 4), PaperConfig(window=3, first="file"), seed=5)
    assert curriculum.active == ("a", "b", "c")


@pytest.mark.parametrize(
    ("reason", "config", "rates"),
    [
        ("zeros", {}, [0.0] * 6),
        ("zeros", {}, [1.0, *[0.0] * 5]),
        ("saturated", {"start": 4.0}, [0.5] * 6),
        ("slope", {"slope_visits": 20}, [0.5] * 20),
    ],
)
def test_released_counts_overlook_the_first_visit(reason: str, config: dict[str, float], rates: list[float]) -> None:
    curriculum, first, second = two(levels=5, skip_first=True, **config)
    for rate in rates[:-1]:
        visit(curriculum, **{first: rate})
        assert curriculum.active == (first,)
    visit(curriculum, **{first: rates[-1]})
    assert curriculum.active == (second,)
    assert curriculum.metrics()[f"replaced_{reason}"] == 1.0


def test_released_replacements_come_from_all_others_and_duplicates_shrink_the_set() -> None:
    sizes = set()
    for seed in range(60):
        config = PaperConfig(window=3, zero_visits=1, first="file", replacement="any")
        curriculum = PaperCurriculum(dict.fromkeys("abcd", 4), config, seed)
        visit(curriculum, a=0.0)
        assert curriculum.active[0] != "a"
        sizes.add(len(curriculum.active))
        if len(curriculum.active) == 2:
            names = [draw.environment for draw in curriculum.propose(3)]
            assert names == [*curriculum.active, curriculum.active[0]]
            twice = curriculum.active[0]
            visit(curriculum, **{twice: 0.0})
            assert sum(curriculum.state_dict()["replaced"].values()) == 2  # one slot of the two: their history is one
            assert twice in curriculum.active
    assert sizes == {2, 3}


def test_released_code_may_bring_back_what_just_retired() -> None:
    config = PaperConfig(window=2, zero_visits=1, first="file", replacement="any")
    actives = set()
    for seed in range(40):
        curriculum = PaperCurriculum(dict.fromkeys("ab", 4), config, seed)
        visit(curriculum, a=0.0, b=0.0)
        actives.add(curriculum.active)
    assert actives == {("b", "a")}


def test_weighted_choice_prefers_what_rose_and_what_waited() -> None:
    joined = dict.fromkeys("bcd", 0)
    for seed in range(200):
        config = PaperConfig(window=1, zero_visits=2, first="file", weighted=True, keep_history=True, start=2.0)
        curriculum = PaperCurriculum(dict.fromkeys("abcd", 9), config, seed)
        state = curriculum.state_dict()
        state["history"] = {"b": [[0.0, 1.0], [1.0, 1.0]]}  # rose a level a visit: 1 - exp(-20), and .1 for waiting
        state["left"] = {"d": 0}  # left a moment ago: .1 * .02
        curriculum.load_state_dict(state)
        for _ in range(2):
            visit(curriculum, a=0.0)
        joined[curriculum.active[0]] += 1
    assert joined["b"] == pytest.approx(200 * 1.1 / 1.202, abs=18)
    assert joined["c"] == pytest.approx(200 * 0.1 / 1.202, abs=15)
    assert joined["d"] <= 3


@pytest.mark.parametrize(("keep", "visits"), [(False, 2), (True, 1)])
def test_a_kept_history_counts_on_return(keep: bool, visits: int) -> None:
    curriculum, first, second = two(zero_visits=2, keep_history=keep)
    for name in (first, second):
        for _ in range(2):
            visit(curriculum, **{name: 0.0})
    for _ in range(visits):
        assert curriculum.active == (first,)
        visit(curriculum, **{first: 0.0})
    assert curriculum.active == (second,)


def test_released_settings_are_a_valid_configuration() -> None:
    config = PaperConfig.model_validate(RELEASED)
    assert (config.rounding, config.first, config.replacement, config.slope_visits) == ("even", "file", "any", 20)


def test_metrics_state_what_idle_groups_cost() -> None:
    curriculum = single()
    draws = curriculum.propose(4)
    curriculum.observe([Outcome(draw, rate, 8) for draw, rate in zip(draws, (0.0, 0.5, 1.0, None), strict=True)])
    metrics = curriculum.metrics()
    assert (metrics["zero_variance"], metrics["rollouts_per_effective_group"]) == (2.0, 24.0)
