"""TRL's GRPO trainer with a curriculum inside.

Before each generation the curriculum proposes draws, which become the step's prompts, each repeated for its group;
after the rewards are in, it observes their pass rates, so the next proposal knows them (lag 0). TRL's data loader is
left to turn over an empty placeholder.

A rollout that could not be scored gets reward None: TRL leaves it out of its group's baseline and gives it advantage 0.

Random numbers of a step follow from (seed, step) alone, and a checkpoint holds the curriculum's state, so a run that
was killed continues from its last checkpoint exactly as the unbroken run would have gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer

from scaler.curriculum import Curriculum, Draw, Outcome
from scaler.environment import Instance
from scaler.errors import ConfigError
from scaler.evaluation import Env, Prompt, render_prompt
from scaler.training.folder import CURRICULUM_FILE
from scaler.training.records import EnvironmentStep, StepRecord


class AdaptiveGRPOTrainer(GRPOTrainer):  # type: ignore[misc]
    """GRPOTrainer over environments. One process; several raise ConfigError.

    `on_step` receives a record after each optimiser step; its `time` is 0, for the caller knows when the run began.
    """

    def __init__(
        self,
        model: Any,
        args: GRPOConfig,
        tokenizer: Any,
        environments: Mapping[str, Env],
        curriculum: Curriculum,
        on_step: Callable[[StepRecord], None],
    ) -> None:
        if args.world_size > 1:
            raise ConfigError(
                f"adaptive GRPO runs in one process, not in {args.world_size}",
                fix="start it without a distributed launcher",
            )
        self._scaler_environments = environments
        self._curriculum = curriculum
        self._on_step = on_step
        self._draws: list[Draw] = []
        self._pending: dict[str, Any] = {}
        rows = args.max_steps * args.generation_batch_size // args.num_generations
        super().__init__(
            model=model,
            args=args,
            processing_class=tokenizer,
            reward_funcs=self._verify,
            train_dataset=Dataset.from_dict({"prompt": [""] * rows}),
        )

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        torch.manual_seed(_step_seed(self.args.seed, self.state.global_step))
        count = len(inputs) // self.num_generations
        self._pending = {
            "levels": self._curriculum.levels,
            "active": self._curriculum.active,
            "mean_level": self._curriculum.metrics()["mean_level"],
        }
        self._draws = self._curriculum.propose(count)
        rows: list[dict[str, Any]] = [
            {"prompt": render_prompt(self.processing_class, instance.question), "group": index, "instance": instance}
            for index, instance in enumerate(make_instances(self._scaler_environments, self._draws))
        ]
        return super()._generate_and_score_completions(  # type: ignore[no-any-return]
            [dict(row) for row in rows for _ in range(self.num_generations)]
        )

    def _verify(
        self, completions: Sequence[Any], group: Sequence[int], instance: Sequence[Instance], **_: Any
    ) -> list[float | None]:
        """TRL's reward function: each completion's score, None where nobody could judge it."""
        values: list[float | None] = [None] * len(completions)
        members: dict[str, list[int]] = {}
        for index, number in enumerate(group):
            members.setdefault(self._draws[number].environment, []).append(index)
        for name, indices in members.items():
            answered = [(instance[i], _text(completions[i])) for i in indices]
            for index, score in zip(indices, self._scaler_environments[name].scores(answered), strict=True):
                values[index] = score.value
        return values

    def _calculate_rewards(
        self, inputs: list[dict[str, Any]], prompts: list[Prompt], completions: list[Any], completion_ids: list[Any]
    ) -> torch.Tensor:
        rewards: torch.Tensor = super()._calculate_rewards(inputs, prompts, completions, completion_ids)
        outcomes = [
            outcome(draw, values)
            for draw, values in zip(self._draws, rewards.view(-1, self.num_generations).tolist(), strict=True)
        ]
        self._curriculum.observe(outcomes)
        self._pending |= {
            "outcomes": outcomes,
            "response_tokens": sum(map(len, completion_ids)) / len(completion_ids),
        }
        return rewards

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        super().log(logs, start_time)
        if "loss" in logs:
            self._on_step(self._record(logs["loss"]))

    def _record(self, loss: float) -> StepRecord:
        outcomes: list[Outcome] = self._pending["outcomes"]
        scored = [each for each in outcomes if each.pass_rate is not None]
        metrics = self._curriculum.metrics()
        return StepRecord(
            step=self.state.global_step,
            time=0.0,
            reward=_pass_rate(scored),
            effective_prompts=sum(0 < (o.pass_rate or 0) < 1 for o in scored) / len(scored) if scored else None,
            mean_level=self._pending["mean_level"],
            active=self._pending["active"],
            replaced={k.removeprefix("replaced_"): int(v) for k, v in metrics.items() if k.startswith("replaced_")},
            environments={
                name: EnvironmentStep(
                    level=self._pending["levels"][name], pass_rate=_pass_rate(groups), groups=len(groups)
                )
                for name in dict.fromkeys(each.draw.environment for each in outcomes)
                if (groups := [each for each in outcomes if each.draw.environment == name])
            },
            response_tokens=self._pending["response_tokens"],
            loss=loss,
        )

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        super()._save_checkpoint(model, trial)
        folder = Path(self.args.output_dir) / f"checkpoint-{self.state.global_step}"
        temporary = folder / (CURRICULUM_FILE + ".tmp")
        temporary.write_text(json.dumps(self._curriculum.state_dict()))
        temporary.replace(folder / CURRICULUM_FILE)

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        super()._load_optimizer_and_scheduler(checkpoint)
        if checkpoint is not None:
            self._curriculum.load_state_dict(json.loads((Path(checkpoint) / CURRICULUM_FILE).read_text()))


def make_instances(environments: Mapping[str, Env], draws: Sequence[Draw]) -> list[Instance]:
    """The instances of `draws`, in order, each environment asked once."""
    made: dict[int, Instance] = {}
    for name in dict.fromkeys(draw.environment for draw in draws):
        indices = [index for index, draw in enumerate(draws) if draw.environment == name]
        wanted = [(draws[index].level, draws[index].seed) for index in indices]
        made |= dict(zip(indices, environments[name].instances(wanted), strict=True))
    return [made[index] for index in range(len(draws))]


def outcome(draw: Draw, rewards: Sequence[float]) -> Outcome:
    """What became of a draw, from its group's rewards, NaN where a rollout could not be scored."""
    scored = [reward for reward in rewards if not np.isnan(reward)]
    return Outcome(draw, sum(scored) / len(scored) if scored else None, len(scored))


def _pass_rate(outcomes: Sequence[Outcome]) -> float | None:
    """Over all scored rollouts together."""
    rollouts = sum(each.rollouts for each in outcomes)
    return sum((each.pass_rate or 0.0) * each.rollouts for each in outcomes) / rollouts if rollouts else None


def _text(completion: Any) -> str:
    return completion if isinstance(completion, str) else str(completion[0]["content"])


def _step_seed(seed: int, step: int) -> int:
    return int(np.random.SeedSequence((seed, step)).generate_state(1)[0])
