from __future__ import annotations

import numpy as np
import pytest

from benchmarks.evaluation.__main__ import WORLDS, World, every_level, fixed, measure, run
from scaler.evaluation import AdaptivePlan


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_the_frontier_is_where_the_true_rate_crosses_one_half(world: World) -> None:
    for seed in range(20):
        rates, frontier = world.environment(np.random.default_rng(seed))
        assert len(rates) == world.levels
        if not world.rung:
            assert [level < frontier for level in range(world.levels)] == (rates > 0.5).tolist()


def test_plans_spend_what_they_say() -> None:
    rng = np.random.default_rng(0)
    assert measure(np.full(8, 0.5), fixed(3), rng).drawn == [3] * 8
    swept = measure(np.linspace(1, 0, 8), every_level(AdaptivePlan(width=1, budget=40)), rng)
    assert swept.drawn == [5] * 8


def test_the_same_seed_gives_the_same_score() -> None:
    first, again = (run(WORLDS[0], AdaptivePlan(budget=16).next, 4, 0) for _ in range(2))
    assert first == again
    assert max(first.rollouts) <= 16
