"""TRL's GRPO trainer with a curriculum inside.

Before each generation the curriculum proposes draws, which become the step's prompts, each repeated for its group;
after the rewards are in, it observes their pass rates, so the next proposal knows them (lag 0). TRL's data loader is
left to turn over an empty placeholder.

A rollout that could not be scored gets reward None: TRL leaves it out of its group's baseline and gives it advantage 0.
An environment that fails to make an instance, because its oracles disagree for one, is reported to the curriculum,
which quarantines it and proposes others; where the curriculum cannot, the run stops with that error.

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
from scaler.errors import ConfigError, InstanceError
from scaler.evaluation import Env, Prompt, PromptStyle, render_prompt
from scaler.training.folder import CURRICULUM_FILE
from scaler.training.records import EnvironmentStep, StepRecord
from scaler.training.trackers import tracked


class AdaptiveGRPOTrainer(GRPOTrainer):  # type: ignore[misc]
    """GRPOTrainer over environments. One process; several raise ConfigError.

    `on_step` receives a record after each optimiser step; its `time` is 0, for the caller knows when the run began.
    `adapter` is a PEFT configuration: adapters are trained then, and the model stays as it is.
    """

    def __init__(
        self,
        model: Any,
        args: GRPOConfig,
        tokenizer: Any,
        environments: Mapping[str, Env],
        curriculum: Curriculum,
        on_step: Callable[[StepRecord], None],
        style: PromptStyle | None = None,
        adapter: Any = None,
    ) -> None:
        if args.world_size > 1:
            raise ConfigError(
                f"adaptive GRPO runs in one process, not in {args.world_size}",
                fix="start it without a distributed launcher",
            )
        self._scaler_environments = environments
        self._curriculum = curriculum
        self._on_step = on_step
        self._style = style
        self._draws: list[Draw] = []
        self._pending: dict[str, Any] = {}
        rows = args.max_steps * args.generation_batch_size // args.num_generations
        super().__init__(
            model=model,
            args=args,
            processing_class=tokenizer,
            reward_funcs=self._verify,
            train_dataset=Dataset.from_dict({"prompt": [""] * rows}),
            peft_config=adapter,
        )

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        torch.manual_seed(_step_seed(self.args.seed, self.state.global_step))
        before = self._curriculum.quarantined
        made = draw_instances(self._curriculum, self._scaler_environments, len(inputs) // self.num_generations)
        self._draws = [draw for draw, _ in made]
        drawn = dict.fromkeys(draw.environment for draw in self._draws)
        self._pending = {
            "quarantined": before,
            "levels": self._curriculum.levels,
            "active": tuple(dict.fromkeys((*self._curriculum.active, *drawn))),
            "mean_level": self._curriculum.metrics()["mean_level"],
        }
        rows: list[dict[str, Any]] = [
            {
                "prompt": render_prompt(self.processing_class, instance.question, self._style),
                "group": index,
                "instance": instance,
            }
            for index, (_, instance) in enumerate(made)
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
        lengths = np.reshape([len(ids) for ids in completion_ids], (-1, self.num_generations)).mean(axis=1)
        groups = rewards.view(-1, self.num_generations).tolist()
        outcomes = [
            outcome(draw, values, length)
            for draw, values, length in zip(self._draws, groups, lengths.tolist(), strict=True)
        ]
        self._curriculum.observe(outcomes)
        self._pending |= {
            "outcomes": outcomes,
            "response_tokens": float(lengths.mean()),
        }
        return rewards

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        record = self._record(logs["loss"]) if "loss" in logs else None
        super().log(logs | tracked(record) if record else logs, start_time)
        if record:
            self._on_step(record)

    def _record(self, loss: float) -> StepRecord:
        outcomes: list[Outcome] = self._pending["outcomes"]
        scored = [each for each in outcomes if each.pass_rate is not None]
        effective = sum(0 < (each.pass_rate or 0) < 1 for each in scored)
        metrics, before = self._curriculum.metrics(), self._pending["quarantined"]
        return StepRecord(
            step=self.state.global_step,
            time=0.0,
            reward=_pass_rate(scored),
            effective_prompts=effective / len(scored) if scored else None,
            zero_variance=len(scored) - effective,
            mean_level=self._pending["mean_level"],
            active=self._pending["active"],
            replaced={k.removeprefix("replaced_"): int(v) for k, v in metrics.items() if k.startswith("replaced_")},
            quarantined={name: why for name, why in self._curriculum.quarantined.items() if name not in before},
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


def draw_instances(curriculum: Curriculum, environments: Mapping[str, Env], count: int) -> list[tuple[Draw, Instance]]:
    """`count` draws with their instances.

    Draws of an environment that could not make its instances are dropped once the curriculum has quarantined it, and
    replaced. Raises that environment's InstanceError where the curriculum did not, ConfigError when nothing is left.
    """
    made: list[tuple[Draw, Instance]] = []
    while len(made) < count:
        draws = curriculum.propose(count - len(made))
        instances, failures = make_instances(environments, draws)
        made += [(draw, instance) for draw, instance in zip(draws, instances, strict=True) if instance is not None]
        curriculum.observe(
            [Outcome(d, None, 0, fault=failures[d.environment].message) for d in draws if d.environment in failures]
        )
        for name, error in failures.items():
            if name not in curriculum.quarantined:
                raise error
    return made


def make_instances(
    environments: Mapping[str, Env], draws: Sequence[Draw]
) -> tuple[list[Instance | None], dict[str, InstanceError]]:
    """The instances of `draws`, in order, each environment asked once; None where it failed, with its error by name."""
    made: dict[int, Instance] = {}
    failures: dict[str, InstanceError] = {}
    for name in dict.fromkeys(draw.environment for draw in draws):
        indices = [index for index, draw in enumerate(draws) if draw.environment == name]
        wanted = [(draws[index].level, draws[index].seed) for index in indices]
        try:
            made |= dict(zip(indices, environments[name].instances(wanted), strict=True))
        except InstanceError as error:
            failures[name] = error
    return [made.get(index) for index in range(len(draws))], failures


def outcome(draw: Draw, rewards: Sequence[float], length: float | None = None) -> Outcome:
    """What became of a draw, from its group's rewards, NaN where a rollout could not be scored."""
    scored = [reward for reward in rewards if not np.isnan(reward)]
    return Outcome(draw, sum(scored) / len(scored) if scored else None, len(scored), length)


def _pass_rate(outcomes: Sequence[Outcome]) -> float | None:
    """Over all scored rollouts together."""
    rollouts = sum(each.rollouts for each in outcomes)
    return sum((each.pass_rate or 0.0) * each.rollouts for each in outcomes) / rollouts if rollouts else None


def _text(completion: Any) -> str:
    return completion if isinstance(completion, str) else str(completion[0]["content"])


def _step_seed(seed: int, step: int) -> int:
    return int(np.random.SeedSequence((seed, step)).generate_state(1)[0])
