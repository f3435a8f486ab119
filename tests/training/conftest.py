from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from scaler.environment import Instance, Score, boxed
from scaler.training import DemoModel, GRPOSettings, TrainConfig, Warmup


class Sorting:
    """Sort `level + 1` digits. With `judged` off nobody can judge an answer. `asked` holds all (level, seed) pairs."""

    levels = 4

    def __init__(self, ref: str, judged: bool = True) -> None:
        self.ref = ref
        self.judged = judged
        self.asked: list[tuple[int, int]] = []

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        self.asked += pairs
        return [self._instance(level, seed) for level, seed in pairs]

    def _instance(self, level: int, seed: int) -> Instance:
        rng = random.Random(f"{level}/{seed}")
        digits = "".join(rng.choice("0123456789") for _ in range(level + 1))
        return Instance(
            environment=self.ref,
            level=level,
            seed=seed,
            data={"digits": digits},
            question=f"A row of boxes shows {digits}. How does it read in order? Answer inside \\boxed{{...}}.",
            answer="".join(sorted(digits)),
        )

    def scores(self, pairs: Sequence[tuple[Instance, str]]) -> list[Score]:
        if not self.judged:
            return [Score(value=None, reason="the verifier did not run") for _ in pairs]
        return [Score(value=float(boxed(instance.answer) in text), reason="") for instance, text in pairs]


@pytest.fixture
def config() -> TrainConfig:
    return TrainConfig(
        demo=DemoModel(layers=2, width=32, heads=2),
        warmup=Warmup(steps=60, batch=16, levels=1, demonstrations=40, learning_rate=1e-2),
        grpo=GRPOSettings(steps=5, prompts=4, group_size=4, learning_rate=1e-3, max_completion_tokens=6),
        checkpoint_every=2,
        threads=1,
        report_to=(),
    )


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warmed-up demo model, for tests that need some model folder."""
    from scaler.training.demo_model import build_demo_model

    folder = tmp_path_factory.mktemp("model") / "base"
    warmup = Warmup(steps=60, batch=16, levels=1, demonstrations=40, learning_rate=1e-2)
    build_demo_model({"sorting": Sorting("sorting@1.0")}, DemoModel(layers=2, width=32, heads=2), warmup, 0, folder)
    return folder
