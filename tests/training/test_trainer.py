from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback

from scaler.curriculum import Draw, make_curriculum, read_posterior
from scaler.environment import Instance
from scaler.errors import ConfigError, InstanceError
from scaler.training import GRPOSettings, StepRecord, TrainConfig
from scaler.training.arguments import grpo_arguments
from scaler.training.run import train, with_group_size
from scaler.training.supply import Supply
from scaler.training.tasks import Tasks, draw_instances, outcome
from scaler.training.trackers import tracked
from scaler.training.trainer import AdaptiveGRPOTrainer
from tests.training.conftest import Sorting

DRAW = Draw("sorting", 1, 7)


@pytest.mark.parametrize(
    ("rewards", "pass_rate", "rollouts"),
    [([1.0, 0.0, 0.0, 1.0], 0.5, 4), ([1.0, None, None, 0.0], 0.5, 2), ([None, 1.0], 1.0, 1), ([None, None], None, 0)],
)
def test_outcome_counts_scored_rollouts_alone(
    rewards: list[float | None], pass_rate: float | None, rollouts: int
) -> None:
    result = outcome(DRAW, rewards)
    assert (result.draw, result.pass_rate, result.rollouts) == (DRAW, pass_rate, rollouts)


class Disagreeing(Sorting):
    """Its oracles disagree from level 1 on."""

    def instances(self, pairs: Sequence[tuple[int, int]]) -> list[Instance]:
        if any(level > 0 for level, _ in pairs):
            raise InstanceError(f"{self.ref}: oracles x and y disagree", fix="yank it")
        return super().instances(pairs)


def test_an_environment_whose_oracles_disagree_leaves_and_others_take_its_draws() -> None:
    environments = {"good": Sorting("good@1.0"), "bad": Disagreeing("bad@1.0")}
    curriculum = make_curriculum("frontier", dict.fromkeys(environments, 4), {}, seed=0)
    with Supply(environments) as supply:
        made = draw_instances(curriculum, supply, 8)
    assert [draw.environment for draw, _ in made] == ["good"] * 8
    assert [(instance.level, instance.seed) for _, instance in made] == [(draw.level, draw.seed) for draw, _ in made]
    assert curriculum.quarantined == {"bad": "bad@1.0: oracles x and y disagree"}


def test_a_curriculum_without_quarantine_stops_at_the_fault() -> None:
    environments = {"bad": Disagreeing("bad@1.0")}
    curriculum = make_curriculum("paper", {"bad": 4}, {"start": 2.0}, seed=0)
    with Supply(environments) as supply, pytest.raises(InstanceError, match=r"bad@1\.0: oracles x and y disagree"):
        draw_instances(curriculum, supply, 2)


def test_a_quarantine_is_in_the_record_of_its_step(config: TrainConfig, base: Path, tmp_path: Path) -> None:
    environments = {"good": Sorting("good@1.0"), "bad": Disagreeing("bad@1.0")}
    config = config.model_copy(update={"model": str(base), "grpo": config.grpo.model_copy(update={"steps": 2})})
    records: list[StepRecord] = []
    train(config, environments, out=tmp_path, progress=lambda step, record: records.append(record))
    assert [record.quarantined for record in records] == [{"bad": "bad@1.0: oracles x and y disagree"}, {}]
    assert [record.active for record in records] == [("good",), ("good",)]
    scored = config.grpo.prompts
    assert all(record.zero_variance == round(scored * (1 - (record.effective_prompts or 0))) for record in records)
    posterior = read_posterior(tmp_path / "posterior.json")
    assert posterior.environments.keys() == {"good"}


def test_a_policys_group_size_keeps_the_rollouts(config: TrainConfig) -> None:
    sized = with_group_size(config, 2)
    assert (sized.grpo.prompts, sized.grpo.group_size) == (8, 2)
    assert with_group_size(config, None) == config
    with pytest.raises(ConfigError) as caught:
        with_group_size(config, 5)
    assert str(caught.value) == (
        "the curriculum's groups of 5 do not divide the 16 rollouts of a step\n"
        "  fix: change `group_size` in `curriculum.settings`, or `grpo.prompts` and `grpo.group_size`"
    )


def build(config: TrainConfig, base: Path, folder: Path, env: Sorting, records: list[StepRecord]) -> Any:
    pool = {"sorting": env}
    return AdaptiveGRPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(base),
        args=grpo_arguments(config, folder),
        tokenizer=AutoTokenizer.from_pretrained(base, padding_side="left"),
        tasks=Tasks(pool, make_curriculum("paper", {"sorting": env.levels}, {}, seed=0), Supply(pool)),
        on_step=records.append,
    )


class Watching(Sorting):
    """Remembers what it was asked to score, and leaves every second completion unjudged."""

    def __init__(self) -> None:
        super().__init__("sorting@1.0")
        self.scored: list[list[Instance]] = []

    def scores(self, pairs: Any) -> Any:
        self.scored.append([instance for instance, _ in pairs])
        judged = [s.model_copy(update={"value": float(i % 4 == 0)}) for i, s in enumerate(super().scores(pairs))]
        return [s.model_copy(update={"value": None}) if i % 2 else s for i, s in enumerate(judged)]


def test_a_group_shares_its_instance_and_none_gets_advantage_zero(
    config: TrainConfig, base: Path, tmp_path: Path
) -> None:
    env, records = Watching(), list[StepRecord]()
    trainer = build(config, base, tmp_path, env, records)
    advantages: list[torch.Tensor] = []
    generate = trainer._generate_and_score_completions

    def watch(inputs: Any) -> Any:
        output = generate(inputs)
        advantages.append(output["advantages"].view(-1, config.grpo.group_size))
        return output

    trainer._generate_and_score_completions = watch
    trainer.args.max_steps = 2
    trainer.train()
    assert [record.step for record in records] == [1, 2]
    assert len({i.seed for i in env.scored[0]} | {i.seed for i in env.scored[1]}) == 2 * config.grpo.prompts
    for scored in env.scored:
        for start in range(0, len(scored), config.grpo.group_size):
            assert len({i.question for i in scored[start : start + config.grpo.group_size]}) == 1
    for step in advantages:
        assert torch.all(step[:, 1::2] == 0)  # unjudged
        assert torch.allclose(step[:, 0], -step[:, 2])
        assert torch.all(step[:, 0] > 0.5)
    assert [record.reward for record in records] == [0.5, 0.5]
    assert [record.effective_prompts for record in records] == [1.0, 1.0]


class Heard(TrainerCallback):  # type: ignore[misc]
    """What a tracker is told."""

    def __init__(self) -> None:
        self.logs: list[dict[str, float]] = []

    def on_log(self, *_: Any, logs: dict[str, float], **__: Any) -> None:
        self.logs.append(logs)


def test_trackers_are_told_of_the_curriculum_and_of_a_loss_that_is_no_number(
    config: TrainConfig, base: Path, tmp_path: Path
) -> None:
    records, heard = list[StepRecord](), Heard()
    trainer = build(config, base, tmp_path, Sorting("sorting@1.0"), records)
    trainer.add_callback(heard)
    compute = trainer.compute_loss
    trainer.compute_loss = lambda *args, **named: compute(*args, **named) * float("nan")
    trainer.args.max_steps = 1
    trainer.train()
    (record,) = records
    step = heard.logs[0]
    assert {name: step[name] for name in step if name.startswith("curriculum/")} == tracked(record)
    assert "curriculum/level/sorting" in step
    assert record.loss is not None
    assert math.isnan(record.loss)


def test_rollouts_that_cannot_be_shared_evenly_are_refused(config: TrainConfig, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        grpo_arguments(config, tmp_path, processes=3)
    assert str(caught.value) == (
        "3 processes cannot share the 16 rollouts of a step in micro-batches of their own size\n"
        "  fix: change `grpo.prompts`, `grpo.group_size`, `grpo.micro_batch` or the number of processes"
    )


@pytest.mark.parametrize("template", [None, "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}{% endfor %}"])
def test_micro_batches_split_a_step_of_text_or_chat(
    config: TrainConfig, base: Path, tmp_path: Path, template: str | None
) -> None:
    grpo = GRPOSettings(steps=1, prompts=4, group_size=4, micro_batch=8, max_completion_tokens=4)
    records: list[StepRecord] = []
    env = Sorting("sorting@1.0")
    trainer = build(config.model_copy(update={"grpo": grpo}), base, tmp_path, env, records)
    trainer.processing_class.chat_template = template
    trainer.train()
    assert [sum(each.groups for each in record.environments.values()) for record in records] == [4]
    assert len(env.asked) == 4
    assert records[0].reward is not None
