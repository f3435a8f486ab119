from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from scaler.curriculum import Draw, Outcome, make_curriculum
from scaler.errors import ConfigError


@pytest.mark.parametrize(
    ("name", "pool", "settings", "message"),
    [
        (
            "adarft",
            {"a": 1},
            {},
            "unknown curriculum 'adarft'\n  fix: choose one of: frontier, paper, rlve, linear, static, uniform",
        ),
        (
            "paper",
            {"a": 1},
            {"windw": 8},
            "curriculum 'paper' has wrong settings: windw: Extra inputs are not permitted\n"
            "  fix: correct `curriculum.settings`",
        ),
        (
            "paper",
            {"a": 1},
            {"target": 1.0},
            "curriculum 'paper' has wrong settings: target: Input should be less than 1\n"
            "  fix: correct `curriculum.settings`",
        ),
        ("uniform", {}, {}, "the curriculum got no environments\n  fix: add environments to the lock file"),
        ("paper", {"a": 0}, {}, "environment 'a' has 0 levels\n  fix: give it at least one, or leave it out"),
    ],
)
def test_wrong_input_says_what_and_what_to_do(
    name: str, pool: dict[str, int], settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        make_curriculum(name, pool, settings, seed=0)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (("uniform", {"a": 3, "b": 2}, {}, 0), "cannot be read"),
        (("paper", {"a": 3, "b": 2}, {}, 1), "another seed"),
        (("paper", {"a": 3, "b": 2}, {"gain": 1.0}, 0), "another settings"),
        (("paper", {"a": 4, "b": 2}, {}, 0), "another environments"),
        (("paper", {"b": 2, "a": 3}, {}, 0), "another environments"),
        (("frontier", {"a": 3, "b": 2}, {}, 0), "cannot be read"),
    ],
)
def test_state_of_another_curriculum_is_refused(other: tuple[Any, ...], field: str) -> None:
    curriculum = make_curriculum("paper", {"a": 3, "b": 2}, {}, 0)
    with pytest.raises(ConfigError, match=field):
        curriculum.load_state_dict(make_curriculum(*other).state_dict())


@pytest.mark.parametrize(("rate", "rollouts"), [(1.5, 8), (-0.1, 8), (float("nan"), 8), (0.5, 0)])
def test_impossible_outcomes_cannot_be_made(rate: float, rollouts: int) -> None:
    with pytest.raises(ValueError, match="pass"):
        Outcome(Draw("a", 0, 0), rate, rollouts)


def test_uniform_covers_environments_and_levels_evenly() -> None:
    curriculum = make_curriculum("uniform", {"a": 2, "b": 4}, {}, seed=0)
    draws = curriculum.propose(4000)
    assert len(set(draws)) == 4000
    for (name, level), expected in {("a", 0): 1000, ("a", 1): 1000, ("b", 0): 500, ("b", 3): 500}.items():
        assert sum((draw.environment, draw.level) == (name, level) for draw in draws) == pytest.approx(expected, abs=90)
    assert curriculum.levels == {"a": 0.5, "b": 1.5}


def test_the_room_imports_nothing_heavy_and_no_other_room() -> None:
    program = "import sys, scaler.curriculum; print(*sorted(sys.modules))"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    rooms = {name.split(".")[1] for name in modules if name.startswith("scaler.")}
    assert rooms == {"curriculum", "errors"}
    assert "torch" not in modules
