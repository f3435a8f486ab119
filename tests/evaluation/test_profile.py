from __future__ import annotations

from pathlib import Path

import pytest

from scaler.audit import read_pass_rates
from scaler.errors import ConfigError
from scaler.evaluation import (
    ExhaustivePlan,
    Profile,
    SamplerConfig,
    Tally,
    make_profile,
    profile_cells,
    read_profile,
    write_cells,
    write_profile,
    write_profile_figure,
)
from tests.evaluation.simulated import Ladder


def profile(trained: set[str] | None = None, model: str = "m", passed: int = 9) -> Profile:
    ladders = {name: Ladder(name, 3) for name in ("a", "b")}
    tallies = {name: Tally(3) for name in ladders}
    for _ in range(passed):
        tallies["a"].add(0, [1.0])
    tallies["a"].add(2, [0.0, 0.0, None])
    return make_profile(
        ladders,
        tallies,
        model=model,
        lock="demo",
        lock_digest="d",
        sampling=SamplerConfig(),
        plan=ExhaustivePlan(),
        trained=trained,
    )


def test_a_profile_counts_and_survives_its_file(tmp_path: Path) -> None:
    made = profile()
    first = made.environments[0]
    assert (first.environment, first.rollouts, first.unscored, first.trained) == ("a@1.0", 12, 1, None)
    assert [(at.samples, at.passed, at.unscored) for at in first.curve] == [(9, 9, 0), (0, 0, 0), (3, 0, 1)]
    assert list(made.groups) == ["all"]
    write_profile(tmp_path / "profile.json", made)
    assert read_profile(tmp_path / "profile.json") == made
    (tmp_path / "profile.json").write_text('{"version": 2}')
    with pytest.raises(ConfigError, match=r"profile\.json holds no profile: Input should be 1"):
        read_profile(tmp_path / "profile.json")


def test_seen_and_unseen_environments_stand_apart() -> None:
    made = profile({"a"})
    assert [each.trained for each in made.environments] == [True, False]
    assert {name: group.environments for name, group in made.groups.items()} == {"all": 2, "seen": 1, "unseen": 1}
    assert made.groups["seen"].rate.value > made.groups["all"].rate.value > made.groups["unseen"].rate.value
    assert list(profile({"c"}).groups) == ["all", "unseen"]


def test_the_audit_reads_the_counts(tmp_path: Path) -> None:
    write_cells(tmp_path / "pass-rates.json", profile_cells(profile()))
    assert read_pass_rates(tmp_path / "pass-rates.json") == {"a@1.0": {0: (9, 9), 2: (0, 2)}}


def test_the_picture_has_every_environment_and_model_and_is_the_same_again(tmp_path: Path) -> None:
    profiles = [profile({"a"}), profile(None, "$other$", 3)]
    for name in ("one.svg", "two.svg"):
        write_profile_figure(tmp_path / name, profiles)
    text = (tmp_path / "one.svg").read_text()
    assert text == (tmp_path / "two.svg").read_text()
    for shown in ("a@1.0", "b@1.0 *", ">m<", "$other$", "frontier: the level where the pass rate is 1/2"):
        assert shown in text
