"""TRL's GRPO trainer with a curriculum inside.

Before each generation the leading process draws the step's prompts, each repeated for its group; after the rewards are
in, it observes their pass rates, so the next proposal knows them (lag 0). TRL's data loader is left to turn over an
empty placeholder. Several processes agree on a step: the leader sends the prompts to all, each answers the part that
TRL expects of it, and the leader scores all answers and sends back the scores. A group may lie in two processes.

A rollout that could not be scored gets reward None: TRL leaves it out of its group's baseline and gives it advantage 0.

Random numbers of a step follow from (seed, step, rank) alone, and a checkpoint holds the curriculum's state, so a run
that was killed continues from its last checkpoint exactly as the unbroken run would have gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer

from scaler.evaluation import PromptStyle, render_prompt
from scaler.training.records import Measure, StepRecord
from scaler.training.tasks import Tasks
from scaler.training.team import Team
from scaler.training.trackers import tracked
from scaler.training.vllm_cpu import keep_weights_loadable


class AdaptiveGRPOTrainer(GRPOTrainer):  # type: ignore[misc]
    """GRPOTrainer whose prompts come from `tasks`, in the leading process; the others have None.

    `on_step` receives a record after each optimiser step, in the leading process; its `time` is 0, for the caller
    knows when the run began. With `ahead` the next step's instances are made while the model learns from this one.
    `adapter` is a PEFT configuration: adapters are trained then, and the model stays as it is.
    `measure` is called after each `every`-th step but the last, whose model the caller has anyway.
    """

    def __init__(
        self,
        model: Any,
        args: GRPOConfig,
        tokenizer: Any,
        tasks: Tasks | None,
        on_step: Callable[[StepRecord], None],
        team: Team | None = None,
        ahead: bool = True,
        style: PromptStyle | None = None,
        adapter: Any = None,
        measure: Measure | None = None,
        every: int | None = None,
    ) -> None:
        self._tasks = tasks
        self._on_step = on_step
        self._team = team or Team()
        self._ahead = ahead
        self._style = style
        self._measure = measure
        self._every = every
        self._prompts = args.generation_batch_size // args.num_generations
        if args.use_vllm and args.vllm_mode == "colocate" and args.use_cpu:
            keep_weights_loadable()
        super().__init__(
            model=model,
            args=args,
            processing_class=tokenizer,
            reward_funcs=self._verify,
            train_dataset=Dataset.from_dict({"prompt": [""] * (args.max_steps * self._prompts)}),
            peft_config=adapter,
        )

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        torch.manual_seed(_step_seed(self.args.seed, self.state.global_step, self._team.rank))
        questions = self._team.share(lambda: self._leading.draw(self._prompts))
        rows = [question for question in questions for _ in range(self.num_generations)]
        return super()._generate_and_score_completions(  # type: ignore[no-any-return]
            [
                {"prompt": render_prompt(self.processing_class, question, self._style)}
                for question in rows[self._part(len(inputs))]
            ]
        )

    def _verify(
        self, completions: Sequence[Any], completion_ids: Sequence[Sequence[int]], **_: Any
    ) -> list[float | None]:
        """TRL's reward function: the scores of this process's completions, None where nobody could judge."""
        answers = [(_text(text), len(ids)) for text, ids in zip(completions, completion_ids, strict=True)]
        gathered = self._team.gather(answers)
        scores = self._team.share(lambda: self._leading.score(gathered))
        if self._tasks is not None and self._ahead and self.state.global_step + 1 < self.args.max_steps:
            self._tasks.prepare(self._prompts)  # while the model learns
        return scores[self._part(len(answers))]

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        record = None
        if self._tasks is not None and "loss" in logs:
            record = self._tasks.record(self.state.global_step, logs["loss"])
            logs = logs | tracked(record)
        super().log(logs, start_time)
        del self.state.log_history[:-1]  # metrics.jsonl has it all: memory and checkpoints need not grow with the steps
        if record is not None:
            self._on_step(record)
            step = self.state.global_step
            if self._measure and self._every and step % self._every == 0 and step < self.args.max_steps:
                self._measure(step, self.model, self.processing_class)

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        super()._save_checkpoint(model, trial)
        self._team.wait()
        if self._tasks is not None:
            self._tasks.save(Path(self.args.output_dir) / f"checkpoint-{self.state.global_step}")

    @property
    def _leading(self) -> Tasks:
        assert self._tasks is not None, "the leading process has the tasks"
        return self._tasks

    def _part(self, size: int) -> slice:
        """The rows of a step that are this process's, `size` in each."""
        return slice(self._team.rank * size, (self._team.rank + 1) * size)


def _text(completion: Any) -> str:
    return completion if isinstance(completion, str) else str(completion[0]["content"])


def _step_seed(seed: int, step: int, rank: int) -> int:
    return int(np.random.SeedSequence((seed, step, rank)).generate_state(1)[0])
