from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scaler.curriculum import RELEASED, FrontierConfig, FrontierCurriculum, Outcome, make_curriculum
from scaler.errors import ConfigError

POOL = {"a": 3, "b": 1, "c": 7, "d": 4, "e": 30}
SMALL = {"window": 2, "zero_visits": 2, "top_visits": 2, "slope_visits": 3}
SETTINGS: dict[str, list[dict[str, Any]]] = {
    "frontier": [{}, {"audit_draws": 2, "prompts_per_environment": 2, "uniform": 0.5}],
    "paper": [SMALL, {**RELEASED, **SMALL, "weighted": True, "keep_history": True}],
    "rlve": [{"groups": 2, "threshold": 0.5}],
    "linear": [{"draws": 50}],
    "static": [{}],
    "uniform": [{}],
}
CASES = [(name, each) for name, several in SETTINGS.items() for each in several]


@given(
    case=st.sampled_from(CASES),
    seed=st.integers(0, 2**64),
    steps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 8), st.booleans()), min_size=1, max_size=40),
    cut=st.integers(0, 40),
)
@settings(max_examples=120, deadline=None)
def test_resume_through_json_is_exact_at_any_step(
    case: tuple[str, dict[str, Any]], seed: int, steps: list[tuple[int, int, bool]], cut: int
) -> None:
    policy, config = case
    unbroken = make_curriculum(policy, POOL, config, seed)
    resumed = make_curriculum(policy, POOL, config, seed)
    seen = set()
    for step, (count, passed, faulty) in enumerate(steps):
        if step == cut:
            fresh = make_curriculum(policy, POOL, config, seed)
            fresh.load_state_dict(json.loads(json.dumps(resumed.state_dict(), sort_keys=True)))
            resumed = fresh
        draws = unbroken.propose(count)
        assert resumed.propose(count) == draws
        assert not seen & set(draws)
        seen |= set(draws)
        fault = "its oracles disagree" if faulty and len(unbroken.quarantined) < 2 else None
        outcomes = [
            Outcome(draw, (passed * (i + 1)) % 9 / 8, 8, length=10.0 + passed, fault=None if i else fault)
            for i, draw in enumerate(draws)
        ]
        unbroken.observe(outcomes)
        resumed.observe(outcomes)
        assert resumed.active == unbroken.active
        assert resumed.quarantined == unbroken.quarantined
        assert len(set(resumed.active)) == len(resumed.active)
        assert all(0 <= level < POOL[name] for name, level in resumed.levels.items())
        assert resumed.metrics() == unbroken.metrics()
    assert resumed.state_dict() == unbroken.state_dict()


def test_state_of_other_knowledge_is_refused() -> None:
    plain = make_curriculum("frontier", POOL, {}, 0)
    told = make_curriculum("frontier", POOL, {}, 0, guess={"a": [0.5, 0.1, 0.0]})
    with pytest.raises(ConfigError, match="another evidence than this run"):
        told.load_state_dict(plain.state_dict())


@pytest.mark.parametrize("damage", [None, "", "AAAA", "eJwDAAAAAAE="])
def test_a_broken_array_is_refused(damage: str | None) -> None:
    curriculum = make_curriculum("frontier", POOL, {}, 0)
    state = curriculum.state_dict()
    if damage is None:
        del state["arrays"]["use"]
    else:
        state["arrays"]["use"] = damage
    with pytest.raises(ConfigError, match=r"^the saved curriculum state cannot be read: its array 'use' is broken$"):
        curriculum.load_state_dict(state)


def test_state_takes_at_most_200_bytes_an_environment() -> None:
    curriculum = FrontierCurriculum(dict.fromkeys(map(str, range(1000)), 30), FrontierConfig(), 0)
    assert curriculum.state_bytes <= 200 * 1000
