from __future__ import annotations

from typing import Any

import pytest

from scaler.curriculum.alarms import ADVICE, advice
from scaler.training import StepRecord, Watch


def record(step: int, **changes: Any) -> StepRecord:
    return StepRecord.model_validate(
        {
            "step": step,
            "time": 2.0 * step,
            "reward": 0.5,
            "effective_prompts": 0.8,
            "mean_level": 1.0,
            "active": ["a"],
            "environments": {"a": {"level": 1, "pass_rate": 0.5, "groups": 4}},
            "response_tokens": 100.0,
            "rollouts": 32,
            "loss": 0.01,
        }
        | changes
    )


def raised(*records: StepRecord) -> list[tuple[int, str, str]]:
    watch = Watch()
    return [(a.step, a.environment, a.reason.split(":")[0]) for each in records for a in watch.see(each)]


def run(*parts: tuple[int, dict[str, Any]]) -> list[StepRecord]:
    """A run of parts, so many steps of each."""
    changes = [each for count, each in parts for _ in range(count)]
    return [record(step, **each) for step, each in enumerate(changes, 1)]


def test_a_sound_run_raises_nothing() -> None:
    assert raised(*run((40, {}))) == []


def test_what_the_curriculum_quarantines_is_an_alarm_at_that_step() -> None:
    (alarm,) = Watch().see(record(7, quarantined={"zipper": "reward jump: passes far above its frontier"}))
    assert str(alarm) == (
        "ALARM at step 7: zipper: reward jump: passes far above its frontier. To do: read what was answered: "
        "a judge that lets too much through, or an answer that gives itself away"
    )


def test_every_reason_of_the_curriculum_has_its_advice() -> None:
    assert len({advice(f"{name}: details") for name in ADVICE}) == len(ADVICE) == 4
    assert advice("oracles a and b disagree") == "replay the fault, mend the programs, and deprecate this version"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            [(5, {}), (3, {"reward": None}), (5, {}), (1, {"reward": None})],
            [(6, "nothing scored"), (14, "nothing scored")],
        ),
        ([(5, {}), (2, {"loss": None})], [(6, "loss is no number")]),
        ([(5, {}), (2, {"loss": float("nan")})], [(6, "loss is no number")]),
        ([(5, {"loss": None})], []),  # a run that never logged one
        ([(10, {}), (20, {"effective_prompts": 0.0})], [(19, "no signal")]),
        ([(20, {}), (20, {"reward": 0.0})], [(27, "pass rate collapse")]),
        ([(20, {}), (20, {"reward": 0.0, "mean_level": 4.0})], []),  # harder tasks, not a worse model
        ([(20, {}), (20, {"response_tokens": 5.0})], [(24, "response collapse")]),
        ([(20, {}), (20, {"response_tokens": 60.0})], []),
        ([(1, {"quarantined": {f"e{i}": "always passes: x" for i in range(5)}})], [(1, "many quarantined")]),
    ],
)
def test_what_goes_wrong_with_a_run_is_said_once(
    parts: list[tuple[int, dict[str, Any]]], expected: list[tuple[int, str]]
) -> None:
    own = [(step, reason) for step, environment, reason in raised(*run(*parts)) if not environment]
    assert own == expected
