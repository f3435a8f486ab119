from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from scaler.curriculum import Draw, make_curriculum
from scaler.environment import Instance
from scaler.errors import InstanceError, SandboxFailure
from scaler.training.supply import Supply
from scaler.training.tasks import Tasks
from tests.training.conftest import Sorting

DRAWS = [Draw("a", 2, 0), Draw("b", 1, 5), Draw("a", 0, 3)]


def pool() -> dict[str, Sorting]:
    return {name: Sorting(f"{name}@1.0") for name in ("b", "a")}


class Failing(Sorting):
    """Raises `error` on level 2."""

    def __init__(self, ref: str, error: Exception) -> None:
        super().__init__(ref)
        self.error = error

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        if any(level == 2 for level, _ in pairs):
            raise self.error
        return super().instances(pairs)


class Gated(Sorting):
    """Makes instances when it is let; `thread` is where it made the latest."""

    def __init__(self, ref: str) -> None:
        super().__init__(ref)
        self.let = threading.Event()
        self.thread = ""

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        assert self.let.wait(60)
        self.thread = threading.current_thread().name
        return super().instances(pairs)


def test_instances_come_in_the_order_of_the_draws() -> None:
    environments = pool()
    with Supply(environments) as supply:
        made, failures = supply.take(DRAWS)
    assert [(i.environment, i.level, i.seed) for i in made if i] == [("a@1.0", 2, 0), ("b@1.0", 1, 5), ("a@1.0", 0, 3)]
    assert environments["a"].asked == [(2, 0), (0, 3)]
    assert failures == {}


def test_what_was_made_ahead_is_the_same_and_made_once() -> None:
    environments = pool()
    with Supply(environments) as supply:
        at_once = supply.take(DRAWS)
        supply.prepare(DRAWS)
        ahead = supply.take(DRAWS)
        assert ahead == at_once
        assert environments["a"].asked == [(2, 0), (0, 3)] * 2
        supply.prepare(DRAWS)
        other, _ = supply.take([Draw("a", 1, 1)])
    assert [(i.level, i.seed) for i in other if i] == [(1, 1)]
    assert environments["a"].asked[-1] == (1, 1)


def test_making_ahead_does_not_wait() -> None:
    environment = Gated("a@1.0")
    with Supply({"a": environment}) as supply:
        supply.prepare([Draw("a", 0, 0)])
        assert environment.asked == []
        environment.let.set()
        supply.take([Draw("a", 0, 0)])
    assert environment.asked == [(0, 0)]
    assert environment.thread.startswith("supply")


@pytest.mark.parametrize("ahead", [True, False])
def test_an_environment_that_fails_fails_for_all_its_draws(ahead: bool) -> None:
    error = InstanceError("a@1.0: oracles x and y disagree", fix="yank it")
    environments = pool() | {"a": Failing("a@1.0", error)}
    with Supply(environments) as supply:
        if ahead:
            supply.prepare(DRAWS)
        made, failures = supply.take(DRAWS)
    assert [i is None for i in made] == [True, False, True]
    assert failures == {"a": error}


def test_a_failure_ahead_that_nobody_draws_is_nobodys() -> None:
    environments = pool() | {"a": Failing("a@1.0", InstanceError("level 2 is broken"))}
    with Supply(environments) as supply:
        supply.prepare([Draw("a", 2, 0)])
        made, failures = supply.take([Draw("a", 1, 0)])
    assert failures == {}
    assert [i.level for i in made if i] == [1]


@pytest.mark.parametrize("ahead", [True, False])
def test_other_errors_stop_the_draw(ahead: bool) -> None:
    environments = pool() | {"a": Failing("a@1.0", SandboxFailure("the sandbox failed"))}
    with Supply(environments) as supply:
        if ahead:
            supply.prepare(DRAWS)
        with pytest.raises(SandboxFailure, match="the sandbox failed"):
            supply.take(DRAWS)


def test_closing_ends_the_threads_and_drops_what_waits() -> None:
    environments = {name: Gated(f"{name}@1.0") for name in "abc"}
    before = set(threading.enumerate())
    supply = Supply(environments, threads=1)
    supply.prepare([Draw(name, 0, 0) for name in "abc"])
    for environment in environments.values():
        environment.let.set()
    supply.close()
    assert set(threading.enumerate()) <= before


@pytest.mark.parametrize("policy", ["frontier", "paper", "rlve", "linear", "static", "uniform"])
def test_the_next_step_is_known_as_soon_as_this_one_is_scored(policy: str) -> None:
    """All that a draw takes was made ahead; and what is drawn is the same without the supply."""
    questions = []
    for ahead in (True, False):
        environments = pool()
        curriculum = make_curriculum(policy, {name: env.levels for name, env in environments.items()}, {}, seed=0)
        with Supply(environments) as supply:
            tasks = Tasks(environments, curriculum, supply)
            drawn = [tasks.draw(6)]
            for step in range(5):
                tasks.score([(f"rollout {step}", 3)] * 24)
                if ahead:
                    tasks.prepare(6)
                    for _, making in supply._ahead.values():
                        making.result()
                asked = sum(len(env.asked) for env in environments.values())
                drawn.append(tasks.draw(6))
                assert sum(len(env.asked) for env in environments.values()) - asked == (0 if ahead else 6)
        questions.append(drawn)
    assert questions[0] == questions[1]
