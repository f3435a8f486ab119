from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scaler.curriculum import HELD_OUT
from scaler.environment import Instance, Score
from scaler.errors import ConfigError
from scaler.evaluation import Cell, evaluate, pass_rate, render_prompt, wilson, write_evaluation


class Echo:
    """Right is the level as a digit; "?" cannot be judged."""

    ref = "echo@1.0"
    levels = 2

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        assert all(seed >= HELD_OUT for _, seed in pairs)
        return [
            Instance(environment=self.ref, level=level, seed=seed, data={}, question=f"{level} {seed}", answer=level)
            for level, seed in pairs
        ]

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        return [
            Score(value=None if text == "?" else float(text == str(instance.answer)), reason="")
            for instance, text in pairs
        ]


class Zeros:
    """Answers 0, and "?" as the last sample of each question."""

    def sample(self, questions: Sequence[str], samples: int, turn: int = 0) -> list[list[str]]:
        return [["0"] * (samples - 1) + ["?"] for _ in questions]


def test_cells_count_passed_and_unscored() -> None:
    cells = evaluate(Zeros(), {"echo": Echo(), "twin": Echo()}, instances=2, samples=3)
    assert cells == [
        Cell(environment="echo", level=0, samples=6, passed=4, unscored=2),
        Cell(environment="echo", level=1, samples=6, passed=0, unscored=2),
        Cell(environment="twin", level=0, samples=6, passed=4, unscored=2),
        Cell(environment="twin", level=1, samples=6, passed=0, unscored=2),
    ]
    assert pass_rate(cells) == 0.5
    assert pass_rate([Cell(environment="echo", level=0, samples=2, passed=0, unscored=2)]) is None


def test_nothing_to_evaluate_is_refused() -> None:
    with pytest.raises(ConfigError, match="nothing to evaluate: 0 instances with 4 samples"):
        evaluate(Zeros(), {"echo": Echo()}, instances=0)


@pytest.mark.parametrize(
    ("passed", "n", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662)],
)
def test_wilson(passed: int, n: int, low: float, high: float) -> None:
    assert wilson(passed, n) == pytest.approx((low, high), abs=5e-5)


def test_evaluation_file(tmp_path: Path) -> None:
    cell = Cell(environment="echo", level=0, samples=2, passed=1)
    write_evaluation(tmp_path / "evaluation.json", [cell], [], "abc")
    assert json.loads((tmp_path / "evaluation.json").read_text()) == {
        "before": [{"environment": "echo", "level": 0, "samples": 2, "passed": 1, "unscored": 0}],
        "after": [],
        "validation": "abc",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["evaluation.json"]


def test_prompts_are_chat_only_with_a_template() -> None:
    class Plain:
        chat_template = None

    class Chat:
        chat_template = "{{ messages }}"

    assert render_prompt(Plain(), "How many?") == "How many?\n"
    assert render_prompt(Chat(), "How many?") == [{"role": "user", "content": "How many?"}]
