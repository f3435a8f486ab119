from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from scaler.curriculum import HELD_OUT
from scaler.errors import ConfigError, EndpointError
from scaler.evaluation import (
    AdaptivePlan,
    ExhaustivePlan,
    Header,
    Journal,
    Plan,
    SamplerConfig,
    Tally,
    run_rounds,
)
from tests.evaluation.simulated import Ladder, Learner


def header(plan: Plan, model: str = "m") -> Header:
    return Header(model=model, identity="1", environments={}, sampling=SamplerConfig(), plan=plan)


def measure(learner: Learner, folder: Path, plan: Plan, ladders: Sequence[Ladder]) -> dict[str, Tally]:
    journal = Journal(folder / "rollouts.jsonl", header(plan))
    return run_rounds(lambda: learner, {ladder.name: ladder for ladder in ladders}, plan, journal)


def test_the_adaptive_test_finds_the_frontiers_with_few_rollouts(tmp_path: Path) -> None:
    learner = Learner({"low": 1.2, "high": 6.1, "none": -9.0}, slope=2.5)
    tallies = measure(learner, tmp_path, AdaptivePlan(budget=96), [Ladder("low"), Ladder("high"), Ladder("none")])
    for name, true in (("low", 1.2), ("high", 6.1), ("none", -1)):
        frontier = tallies[name].belief().frontier()
        assert frontier.low - 1e-9 <= true <= frontier.high
        assert frontier.width <= 2
    assert tallies["none"].rollouts < 40
    assert sum(learner.calls) == sum(tally.rollouts for tally in tallies.values())


def test_questions_are_held_out_and_none_is_asked_twice(tmp_path: Path) -> None:
    ladder = Ladder("a")
    measure(Learner({"a": 3}), tmp_path, AdaptivePlan(width=0.1, budget=50), [ladder])
    assert len(set(ladder.drawn)) == len(ladder.drawn) == 50
    assert min(seed for _, seed in ladder.drawn) == HELD_OUT


def test_every_level_alike(tmp_path: Path) -> None:
    tally = measure(Learner({"a": 9.0}, slope=9), tmp_path, ExhaustivePlan(instances=3, samples=2), [Ladder("a", 4)])[
        "a"
    ]
    assert (tally.drawn, tally.passed) == ([3] * 4, [6] * 4)


def test_what_cannot_be_judged_uses_the_budget_and_counts_as_nothing(tmp_path: Path) -> None:
    tally = measure(Learner({"a": 3}, unscored=1.0), tmp_path, AdaptivePlan(budget=20), [Ladder("a")])["a"]
    assert (sum(tally.unscored), sum(tally.scored)) == (20, 0)
    assert tally.belief().frontier().width == 9


def test_an_evaluation_that_was_killed_goes_on(tmp_path: Path) -> None:
    ladders = [Ladder("a"), Ladder("b")]
    plan = AdaptivePlan(width=0.5, budget=60)
    whole = measure(Learner({"a": 2, "b": 5}), tmp_path / "whole", plan, ladders)

    class Lost(Learner):
        def sample(self, questions: Sequence[str], samples: int, turn: int = 0) -> list[list[str]]:
            if turn == 3:
                raise EndpointError("gone")
            return super().sample(questions, samples, turn)

    with pytest.raises(EndpointError, match="gone"):
        measure(Lost({"a": 2, "b": 5}), tmp_path / "cut", plan, ladders)
    path = tmp_path / "cut/rollouts.jsonl"
    with path.open("ab") as file:
        file.write(b'{"asked": [{"environ')  # a kill in the middle of a line
    second = Learner({"a": 2, "b": 5})
    again = measure(second, tmp_path / "cut", plan, ladders)
    assert again == whole
    assert path.read_bytes() == (tmp_path / "whole/rollouts.jsonl").read_bytes()
    assert sum(second.calls) == 120 - 3 * 16

    def unneeded() -> Learner:
        raise AssertionError("a finished evaluation opens no model")

    done = run_rounds(unneeded, {ladder.name: ladder for ladder in ladders}, plan, Journal(path, header(plan)))
    assert done == whole


def test_another_evaluation_in_the_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rollouts.jsonl"
    Journal(path, header(AdaptivePlan()))
    with pytest.raises(ConfigError, match=r"rollouts\.jsonl is of another evaluation: model, plan differ"):
        Journal(path, header(ExhaustivePlan(), "other"))
    path.write_text("{}\n")
    with pytest.raises(ConfigError, match=r"rollouts\.jsonl is no file of an evaluation: Field required"):
        Journal(path, header(AdaptivePlan()))
