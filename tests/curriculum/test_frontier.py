from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scaler.curriculum import Draw, FrontierConfig, FrontierCurriculum, Outcome, make_curriculum, read_posterior
from scaler.errors import ConfigError


def make(pool: dict[str, int], seed: int = 0, **settings: Any) -> FrontierCurriculum:
    return FrontierCurriculum(pool, FrontierConfig.model_validate(settings), seed)


def see(curriculum: FrontierCurriculum, name: str, level: int, passed: int, **facts: Any) -> None:
    curriculum.observe([Outcome(Draw(name, level, 0), passed / 8, 8, **facts)])


class Learner:
    """Stands still: environment i has its frontier at `frontiers[i]`, guesses at `guess`."""

    def __init__(self, frontiers: dict[str, float], guess: float = 0.0, seed: int = 0) -> None:
        self.frontiers, self.guess = frontiers, guess
        self.rng = np.random.default_rng(seed)

    def train(self, curriculum: FrontierCurriculum, steps: int, count: int) -> list[Draw]:
        draws: list[Draw] = []
        for _ in range(steps):
            proposed = curriculum.propose(count)
            draws += proposed
            curriculum.observe([Outcome(draw, self.rng.binomial(8, self.rate(draw)) / 8, 8) for draw in proposed])
        return draws

    def rate(self, draw: Draw) -> float:
        q = 1 / (1 + np.exp(-0.8 * (self.frontiers[draw.environment] - draw.level)))
        return float(self.guess + (1 - self.guess) * q)


def test_levels_go_to_the_frontiers_from_either_side() -> None:
    frontiers = {f"e{i}": float(2 + i) for i in range(12)}
    curriculum = make(dict.fromkeys(frontiers, 20))
    Learner(frontiers).train(curriculum, 150, 12)
    errors = [curriculum.levels[name] - frontier for name, frontier in frontiers.items()]
    assert max(map(abs, errors)) < 2  # a little low: a guesser at a lower frontier would answer much the same
    assert abs(np.mean(errors)) < 1


def test_one_group_moves_the_belief_and_an_unscored_one_does_not() -> None:
    curriculum = make({"a": 20, "b": 20})
    before = curriculum.levels
    curriculum.observe([Outcome(Draw("a", 5, 0), None, 0)])
    assert curriculum.levels == before
    see(curriculum, "a", 5, 8)
    up = curriculum.levels["a"]
    see(curriculum, "a", 7, 0)
    assert up > before["a"] + 1
    assert curriculum.levels["a"] < up


def test_environments_not_seen_yet_start_where_the_seen_ones_are() -> None:
    frontiers = {f"e{i}": 12.0 for i in range(60)}
    pool = dict.fromkeys(frontiers, 30)
    levels = {}
    for pooling in (True, False):
        curriculum = make(pool, pooling=pooling, newcomers=1, uniform=0.0)
        draws = Learner(frontiers).train(curriculum, 60, 4)
        unseen = next(name for name in pool if name not in {draw.environment for draw in draws})
        levels[pooling] = curriculum.levels[unseen]
    assert levels[True] > 9
    assert levels[False] < 7


def test_guessing_is_not_taken_for_skill_where_it_was_measured() -> None:
    frontiers = {f"e{i}": 4.0 for i in range(4)}
    pool = dict.fromkeys(frontiers, 12)
    told = FrontierCurriculum(pool, FrontierConfig(), 0, guess=dict.fromkeys(pool, [0.45] * 12))
    naive = make(pool, types=False)
    for curriculum in (told, naive):
        Learner(frontiers, guess=0.45).train(curriculum, 100, 4)
    assert np.mean([*told.levels.values()]) == pytest.approx(4, abs=1)
    assert np.mean([*naive.levels.values()]) > 5


def test_levels_that_are_mostly_guessed_are_passed_over() -> None:
    pool = {"a": 12, "b": 12}
    guess = {"a": [0.9] * 6 + [0.0] * 6}
    curriculum = FrontierCurriculum(pool, FrontierConfig(uniform=0.0, rest=0.0), 0, guess=guess)
    levels = {draw.environment: draw.level for draw in curriculum.propose(2)}
    assert levels["a"] >= 6
    assert levels["b"] == 5  # the prior's mean


def test_an_uneven_rung_is_learnt_and_avoided() -> None:
    curriculum = make({"a": 12}, uniform=0.0)
    for _ in range(12):
        for level, passed in ((4, 8), (5, 0), (6, 8), (7, 4), (8, 4)):  # level 5 is far harder than 6
            see(curriculum, "a", level, passed)
    assert {draw.level for draw in curriculum.propose(4)} <= {7, 8}


def test_what_is_worth_nothing_rests_and_the_others_get_its_draws() -> None:
    curriculum = make({"open": 20, "done": 3}, uniform=0.0)
    Learner({"open": 8.0, "done": 20.0}).train(curriculum, 20, 4)
    assert {draw.environment for draw in curriculum.propose(8)} == {"open"}
    assert curriculum.active == ("open",)


def test_use_spreads_draws_over_equals() -> None:
    frontiers = {f"e{i}": 5.0 for i in range(40)}
    spread = {}
    for repeats in (5.0, 1e9):
        draws = Learner(frontiers).train(make(dict.fromkeys(frontiers, 12), repeats=repeats), 200, 8)
        spread[repeats] = np.std([sum(draw.environment == name for draw in draws) for name in frontiers])
    assert spread[5.0] < 0.5 * spread[1e9]


def test_prompts_per_environment_and_group_size_are_the_policys() -> None:
    curriculum = make(dict.fromkeys("abcdefgh", 9), prompts_per_environment=3, group_size=4, uniform=0.0, rest=0.0)
    names = [draw.environment for draw in curriculum.propose(12)]
    assert sorted(names.count(name) for name in set(names)) == [3, 3, 3, 3]
    assert (curriculum.group_size, make({"a": 3}).group_size) == (4, None)


def test_a_large_pool_meets_few_newcomers_at_a_time() -> None:
    pool = dict.fromkeys(map(str, range(500)), 9)
    curriculum = make(pool, newcomers=3, uniform=0.0, rest=0.0)
    assert len(curriculum.active) == 500
    curriculum.propose(20)
    assert len(curriculum.active) == 3


def broken_pool() -> FrontierCurriculum:
    return make(dict.fromkeys("abcdef", 9), uniform=0.0)


def test_what_never_passes_its_easiest_level_is_quarantined_after_eight_groups() -> None:
    curriculum = broken_pool()
    for _ in range(30):
        see(curriculum, "a", 1, 0)  # proves nothing: it may be too hard
    for name in "bc":
        see(curriculum, name, 0, 4)
    for _ in range(7):
        see(curriculum, "a", 0, 0)
    assert curriculum.quarantined == {}
    see(curriculum, "a", 0, 0)
    assert curriculum.quarantined == {"a": "never passes: not even its easiest level"}
    assert curriculum.metrics()["quarantined"] == 1.0
    assert "a" not in {draw.environment for _ in range(10) for draw in curriculum.propose(6)} | set(curriculum.active)


@pytest.mark.parametrize("audit_draws", [0, 2])
def test_a_model_that_passes_nothing_costs_no_environment(audit_draws: int) -> None:
    frontiers = {f"e{i}": -30.0 for i in range(29)}
    curriculum = make(dict.fromkeys(frontiers, 12), audit_draws=audit_draws)
    draws = Learner(frontiers).train(curriculum, 100, 16)
    assert sum(draw.level == 0 for draw in draws) > 8 * 29  # enough to take all of them for broken
    assert curriculum.quarantined == {}


def test_a_model_that_passes_little_accuses_none_of_the_rest() -> None:
    frontiers = {f"e{i}": 4.0 if i < 3 else -30.0 for i in range(29)}
    curriculum = make(dict.fromkeys(frontiers, 12), audit_draws=2)
    Learner(frontiers).train(curriculum, 200, 16)
    assert len(curriculum.quarantined) <= 1


@pytest.mark.parametrize("seed", range(3))
def test_two_broken_ones_among_sound_ones_are_found(seed: int) -> None:
    frontiers = {f"e{i}": -30.0 if i < 2 else 4.0 for i in range(29)}
    curriculum = make(dict.fromkeys(frontiers, 12), seed, audit_draws=2)
    Learner(frontiers, seed=seed).train(curriculum, 60, 16)
    assert curriculum.quarantined == dict.fromkeys(["e0", "e1"], "never passes: not even its easiest level")


def test_what_failed_while_the_model_was_weak_is_tested_anew() -> None:
    curriculum = broken_pool()
    for _ in range(20):
        curriculum.observe([Outcome(Draw(name, 0, 0), 0.0, 8) for name in "abcdef"])
    for _ in range(4):
        curriculum.observe([Outcome(Draw(name, 0, 0), 0.5, 8) for name in "bcdef"])
    for _ in range(3):
        see(curriculum, "a", 0, 0)
    assert curriculum.quarantined == {}
    for _ in range(5):
        see(curriculum, "a", 0, 0)
    assert set(curriculum.quarantined) == {"a"}


def test_one_pass_outweighs_many_failures() -> None:
    curriculum = broken_pool()
    for name in "bc":
        see(curriculum, name, 0, 4)
    for passed in (0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0):
        see(curriculum, "a", 0, passed)
    assert curriculum.quarantined == {}


def test_audit_draws_test_suspects_at_their_easiest_level() -> None:
    curriculum = make(dict.fromkeys("abcdef", 9), audit_draws=2, uniform=0.0)
    for level in (5, 3, 1, 0):
        see(curriculum, "a", level, 0)
    draws = curriculum.propose(6)
    assert (draws[-1].environment, draws[-1].level) == ("a", 0)
    assert curriculum.metrics()["audit_draws"] == 1.0


def test_a_reward_that_suddenly_comes_for_nothing_is_noticed() -> None:
    curriculum = broken_pool()
    learner = Learner(dict.fromkeys("abcdef", 4.0))
    learner.train(curriculum, 40, 6)
    assert curriculum.quarantined == {}
    for _ in range(25):
        draws = curriculum.propose(6)
        curriculum.observe(
            [
                Outcome(d, 1.0 if d.environment == "b" else learner.rng.binomial(8, learner.rate(d)) / 8, 8)
                for d in draws
            ]
        )
    assert curriculum.quarantined == {"b": "reward jump: passes far above its frontier"}


def test_a_model_that_jumps_everywhere_raises_no_alarm() -> None:
    curriculum = broken_pool()
    learner = Learner(dict.fromkeys("abcdef", 3.0))
    learner.train(curriculum, 40, 6)
    learner.frontiers = dict.fromkeys("abcdef", 7.0)
    learner.train(curriculum, 40, 6)
    assert curriculum.quarantined == {}


def lengths(curriculum: FrontierCurriculum, **tokens: float) -> None:
    curriculum.observe([Outcome(Draw(name, 4, 0), 0.5, 8, length=length) for name, length in tokens.items()])


def test_a_length_that_collapses_twice_in_a_row_is_noticed() -> None:
    curriculum = broken_pool()
    for _ in range(6):
        lengths(curriculum, a=300, b=500, c=400)
    lengths(curriculum, a=60, b=500, c=400)
    lengths(curriculum, a=290, b=500, c=400)
    lengths(curriculum, a=60, b=500, c=400)
    assert curriculum.quarantined == {}
    lengths(curriculum, a=60, b=510, c=390)
    assert curriculum.quarantined == {"a": "length collapse: its responses are suddenly short"}


def test_responses_that_become_short_everywhere_raise_no_alarm() -> None:
    curriculum = broken_pool()
    for _ in range(6):
        lengths(curriculum, a=300, b=500, c=400)
    for _ in range(4):
        lengths(curriculum, a=30, b=50, c=40)
    assert curriculum.quarantined == {}


def test_a_long_run_without_a_failure_asks_for_an_audit() -> None:
    curriculum = make(dict.fromkeys("abcd", 3), ones_run=5)
    for passed in (8, 8, 8, 8, 7, 8, 8, 8, 8):
        see(curriculum, "a", 1, passed)
    see(curriculum, "a", 2, 8)  # at the top there is nothing harder to ask
    assert curriculum.quarantined == {}
    see(curriculum, "a", 1, 8)
    assert curriculum.quarantined == {"a": "always passes: 5 groups below its top level without a failure"}


@pytest.mark.parametrize("levels", [1, 5])
def test_a_pool_that_is_mastered_stays_whole(levels: int) -> None:
    frontiers = {f"e{i}": 40.0 for i in range(6)}
    curriculum = make(dict.fromkeys(frontiers, levels))
    draws = Learner(frontiers).train(curriculum, 200, 8)
    assert sum(draw.level == levels - 1 for draw in draws) > 6 * 50
    assert curriculum.quarantined == {}


def test_statistics_quarantine_at_most_half_and_certain_faults_all() -> None:
    curriculum = make(dict.fromkeys("abcd", 3), ones_run=12)
    for _ in range(12):
        curriculum.observe([Outcome(Draw(name, 0, 0), 1.0, 8) for name in "abcd"])
    assert len(curriculum.quarantined) == 2
    curriculum.observe([Outcome(Draw(name, 0, 0), None, 0, fault="oracles x and y disagree") for name in "abcd"])
    assert len(curriculum.quarantined) == 4
    assert list(curriculum.quarantined.values()).count("oracles x and y disagree") == 2
    with pytest.raises(ConfigError) as caught:
        curriculum.propose(1)
    assert str(caught.value) == "all 4 environments are quarantined\n  fix: audit them, and lock what is sound"


def test_late_outcomes_are_learnt_from() -> None:
    frontiers = {f"e{i}": 9.0 for i in range(6)}
    curriculum, learner = make(dict.fromkeys(frontiers, 20)), Learner(frontiers)
    waiting: list[list[Outcome]] = []
    for _ in range(60):
        draws = curriculum.propose(6)
        waiting.append([Outcome(d, learner.rng.binomial(8, learner.rate(d)) / 8, 8) for d in draws])
        if len(waiting) > 4:
            curriculum.observe(waiting.pop(0))
    assert np.mean([*curriculum.levels.values()]) == pytest.approx(9, abs=1)


def test_what_one_run_learnt_is_where_the_next_begins(tmp_path: Any) -> None:
    frontiers = {"low": 2.0, "high": 15.0}
    pool = dict.fromkeys(frontiers, 20)
    first = make(pool, drift_rate=0.0)
    Learner(frontiers).train(first, 60, 4)
    path = tmp_path / "posterior.json"
    path.write_text(first.posterior().model_dump_json())
    prior = read_posterior(path)
    second = make_curriculum("frontier", pool | {"new": 20}, {}, 1, prior=prior)
    assert second.levels["low"] == pytest.approx(first.levels["low"], abs=0.3)
    assert second.levels["high"] == pytest.approx(first.levels["high"], abs=0.3)
    assert second.levels["new"] == pytest.approx(5, abs=0.1)


@pytest.mark.parametrize(
    ("guess", "message"),
    [
        ([0.5], "the guess rates of 'a' are not 3 numbers from 0 to 1"),
        ([0.5, 1.5, 0.0], "the guess rates of 'a' are not 3 numbers from 0 to 1"),
    ],
)
def test_guess_rates_that_do_not_fit_are_named(guess: list[float], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make_curriculum("frontier", {"a": 3}, {}, 0, guess={"a": guess, "other": [2.0]})
    assert str(caught.value) == f"{message}\n  fix: measure them on the levels of this lock file"


def test_a_prior_of_another_shape_or_no_file_is_refused(tmp_path: Any) -> None:
    first = make({"a": 5})
    see(first, "a", 2, 4)
    with pytest.raises(ConfigError, match="belief about 'a' has another shape"):
        make_curriculum("frontier", {"a": 6}, {}, 0, prior=first.posterior())
    with pytest.raises(ConfigError, match="holds no posterior of a curriculum"):
        read_posterior(tmp_path / "none.json")


@pytest.mark.parametrize("length", [-1.0, float("nan"), float("inf")])
def test_impossible_lengths_cannot_be_made(length: float) -> None:
    with pytest.raises(ValueError, match="is no number of tokens"):
        Outcome(Draw("a", 0, 0), 0.5, 8, length=length)
