"""A run goes on although its lock file changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scaler.curriculum import POLICIES, Curriculum, Outcome, make_curriculum
from scaler.errors import ConfigError

BEFORE = {"a": 4, "b": 9, "c": 6, "d": 3}
AFTER = {"new": 12, "d": 3, "b": 9, "c": 8}
"""`a` is gone, `new` came, `c` has another ladder, and the order is another."""

SETTINGS: dict[str, dict[str, Any]] = {"paper": {"window": 3, "zero_visits": 2}, "linear": {"draws": 60}}


def trained(policy: str, pool: dict[str, int], steps: int = 8, **settings: Any) -> Curriculum:
    curriculum = make_curriculum(policy, pool, SETTINGS.get(policy, {}) | settings, seed=3)
    advance(curriculum, steps)
    return curriculum


def advance(curriculum: Curriculum, steps: int) -> list[Any]:
    drawn = []
    for step in range(steps):
        draws = curriculum.propose(4)
        drawn += draws
        curriculum.observe([Outcome(d, (step + i + d.level) % 5 / 4, 4, 9.0) for i, d in enumerate(draws)])
    return drawn


def adopted(policy: str, before: Curriculum, pool: dict[str, int], renewed: tuple[str, ...] = ()) -> Curriculum:
    after = make_curriculum(policy, pool, SETTINGS.get(policy, {}), seed=3)
    after.adopt(json.loads(json.dumps(before.state_dict())), renewed)
    return after


@pytest.mark.parametrize("policy", POLICIES)
def test_what_stayed_keeps_its_level_and_no_instance_comes_twice(policy: str) -> None:
    old = make_curriculum(policy, BEFORE, SETTINGS.get(policy, {}), seed=3)
    first = advance(old, 8)
    new = adopted(policy, old, AFTER)
    for name in ("b", "d"):
        assert new.levels[name] == pytest.approx(old.levels[name], abs=1e-6)
    assert set(new.active) <= AFTER.keys()
    second = advance(new, 8)
    assert {draw.environment for draw in second} <= AFTER.keys()
    assert "new" in {draw.environment for draw in second}
    drawn = [(draw.environment, draw.level, draw.seed) for draw in first + second]
    assert len(set(drawn)) == len(drawn)
    assert new.metrics()["draws"] == 64
    restored = make_curriculum(policy, AFTER, SETTINGS.get(policy, {}), seed=3)
    restored.load_state_dict(json.loads(json.dumps(new.state_dict())))
    assert restored.propose(4) == new.propose(4)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_pool_is_adopted_as_it_was(policy: str) -> None:
    old = trained(policy, BEFORE)
    new = adopted(policy, old, BEFORE)
    assert new.levels == pytest.approx(old.levels)
    assert new.metrics() == pytest.approx(old.metrics())


def test_another_setting_or_seed_is_refused() -> None:
    old = trained("paper", BEFORE)
    with pytest.raises(ConfigError, match="another settings than this run"):
        make_curriculum("paper", AFTER, {"window": 2}, seed=3).adopt(old.state_dict())
    with pytest.raises(ConfigError, match="another seed than this run"):
        make_curriculum("paper", AFTER, SETTINGS["paper"], seed=4).adopt(old.state_dict())
    with pytest.raises(ConfigError, match="another policy than this run"):
        make_curriculum("uniform", AFTER, {}, seed=3).adopt(trained("static", BEFORE).state_dict())


def test_the_papers_window_is_filled_again() -> None:
    old = trained("paper", BEFORE)
    gone = old.active[0]
    pool = {name: levels for name, levels in BEFORE.items() if name != gone} | {"x": 3, "y": 3}
    new = adopted("paper", old, pool)
    assert len(new.active) == 3
    assert [name for name in old.active if name != gone] == [name for name in new.active if name in BEFORE][:2]
    state = new.state_dict()
    for field in ("level", "history", "left"):
        assert gone not in state[field]
    assert state["replaced"] == old.state_dict()["replaced"]


def test_the_frontiers_beliefs_move_with_their_environments() -> None:
    old = trained("frontier", BEFORE, steps=12)
    new = adopted("frontier", old, AFTER)
    believed, carried = old.posterior(), new.posterior()  # type: ignore[attr-defined]
    assert carried.drift == believed.drift
    assert carried.environments.keys() == {"b", "d"} & believed.environments.keys()
    for name, belief in carried.environments.items():
        assert belief == believed.environments[name]


def test_a_quarantine_stays_with_the_version_that_earned_it() -> None:
    old = make_curriculum("frontier", BEFORE, {}, seed=3)
    draws = old.propose(4)
    old.observe([Outcome(d, None, 0, fault="oracles disagree") for d in draws if d.environment == "b"])
    assert old.quarantined == {"b": "oracles disagree"}
    assert adopted("frontier", old, AFTER).quarantined == {"b": "oracles disagree"}
    renewed = adopted("frontier", old, AFTER, renewed=("b",))
    assert renewed.quarantined == {}
    seeds = [draw.seed for draw in renewed.propose(12) if draw.environment == "b"]
    assert seeds[0] == sum(draw.environment == "b" for draw in draws)
