from __future__ import annotations

from collections import Counter

import pytest

from scaler.curriculum import Draw, Outcome, make_curriculum


def test_rlve_rises_after_eight_good_groups_at_its_top_and_never_falls() -> None:
    curriculum = make_curriculum("rlve", {"a": 4}, {}, 0)

    def groups(level: int, *rates: float) -> None:
        curriculum.observe([Outcome(Draw("a", level, 0), rate, 8) for rate in rates])

    groups(0, *[1.0] * 7)
    assert curriculum.levels == {"a": 0.0}
    groups(0, 0.25)  # mean .90625
    assert curriculum.levels == {"a": 1.0}
    groups(0, *[1.0] * 20)  # below the top: not counted
    groups(1, *[0.0] * 8)
    assert curriculum.levels == {"a": 1.0}
    groups(1, *[1.0] * 7, 0.0)  # mean .875: the count starts anew
    groups(1, *[1.0] * 7)
    assert curriculum.levels == {"a": 1.0}
    groups(1, 1.0)
    assert curriculum.levels == {"a": 2.0}
    for _ in range(3):
        groups(int(curriculum.levels["a"]), *[1.0] * 8)
    assert curriculum.levels == {"a": 3.0}


def test_rlve_draws_from_its_window_evenly() -> None:
    curriculum = make_curriculum("rlve", {"a": 9}, {"width": 3}, 0)
    assert {draw.level for draw in curriculum.propose(50)} == {0}
    state = curriculum.state_dict()
    state["top"] = {"a": 5}
    curriculum.load_state_dict(state)
    counts = Counter(draw.level for draw in curriculum.propose(900))
    assert counts.keys() == {3, 4, 5}
    assert all(250 <= count <= 350 for count in counts.values())


def test_linear_rises_from_bottom_to_top_over_the_run() -> None:
    curriculum = make_curriculum("linear", {"a": 5, "b": 9}, {"draws": 1000}, 0)
    assert curriculum.levels == {"a": 0.0, "b": 0.0}
    curriculum.propose(500)
    assert curriculum.levels == {"a": 2.0, "b": 4.0}
    middle = [draw.level for draw in curriculum.propose(10) if draw.environment == "a"]
    assert set(middle) <= {2, 3}
    curriculum.propose(600)
    assert curriculum.levels == {"a": 4.0, "b": 8.0}
    assert {(draw.environment, draw.level) for draw in curriculum.propose(50)} == {("a", 4), ("b", 8)}


@pytest.mark.parametrize(("place", "levels"), [(0.0, (0, 0)), (0.5, (2, 2)), (1.0, (4, 3))])
def test_static_stays_where_it_is(place: float, levels: tuple[int, int]) -> None:
    curriculum = make_curriculum("static", {"a": 5, "b": 4}, {"place": place}, 0)
    draws = curriculum.propose(60)
    curriculum.observe([Outcome(draw, 1.0, 8) for draw in draws])
    assert {(d.environment, d.level) for d in [*draws, *curriculum.propose(60)]} == {("a", levels[0]), ("b", levels[1])}
    assert len({(draw.environment, draw.seed) for draw in draws}) == 60
