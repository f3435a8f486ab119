"""The environment side of a training step: draw, score, observe, record. It knows no model and no trainer."""

from __future__ import annotations

import copy
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from scaler.curriculum import Curriculum, Draw, Outcome
from scaler.environment import Instance, Score
from scaler.errors import ConfigError
from scaler.evaluation import Env
from scaler.training.folder import SavedCurriculum, read_curriculum, write_curriculum
from scaler.training.records import EnvironmentStep, StepRecord
from scaler.training.supply import Supply


@dataclass
class _Step:
    """What is known of the step under way."""

    made: list[tuple[Draw, Instance]]
    quarantined: dict[str, str]
    levels: dict[str, float]
    active: tuple[str, ...]
    mean_level: float
    seconds: float
    outcomes: list[Outcome] = field(default_factory=list)
    response_tokens: float = 0.0
    rollouts: int = 0


class Tasks:
    """Draws from a curriculum over `environments`, made by `supply`, and scores what the model answers.

    A step is `draw`, `score`, `record`. `prepare` between them says that another step will follow, so that its
    instances can be made ahead. `lock_digest` says which lock file the environments are from.
    """

    def __init__(
        self, environments: Mapping[str, Env], curriculum: Curriculum, supply: Supply, lock_digest: str = ""
    ) -> None:
        self._environments = environments
        self._curriculum = curriculum
        self._supply = supply
        self._lock_digest = lock_digest
        self._step: _Step | None = None

    def draw(self, count: int) -> list[str]:
        """The questions of `count` fresh draws.

        Raises ConfigError when the curriculum has nothing left, InstanceError where an environment could not make its
        instances and the curriculum does not quarantine it, SandboxFailure.
        """
        began = time.perf_counter()
        before = self._curriculum.quarantined
        made = draw_instances(self._curriculum, self._supply, count)
        drawn = dict.fromkeys(draw.environment for draw, _ in made)
        self._step = _Step(
            made=made,
            quarantined=before,
            levels=self._curriculum.levels,
            active=tuple(dict.fromkeys((*self._curriculum.active, *drawn))),
            mean_level=self._curriculum.metrics()["mean_level"],
            seconds=time.perf_counter() - began,
        )
        return [instance.question for _, instance in made]

    def score(self, answers: Sequence[tuple[str, int]]) -> list[float | None]:
        """Scores of (text, tokens) of all rollouts, group after group, None where nobody could judge; observes them."""
        began, step = time.perf_counter(), self._under_way
        size = len(answers) // len(step.made)
        values: list[float | None] = [None] * len(answers)
        rollouts: dict[str, list[int]] = {}
        for row in range(len(answers)):
            rollouts.setdefault(step.made[row // size][0].environment, []).append(row)

        def judge(name: str) -> list[Score]:
            pairs = [(step.made[row // size][1], answers[row][0]) for row in rollouts[name]]
            return self._environments[name].scores(pairs)

        for rows, scores in zip(rollouts.values(), self._supply.each(judge, rollouts), strict=True):
            for row, score in zip(rows, scores, strict=True):
                values[row] = score.value
        lengths = np.reshape([tokens for _, tokens in answers], (-1, size)).mean(axis=1).tolist()
        step.outcomes = [
            outcome(draw, values[group * size : (group + 1) * size], lengths[group])
            for group, (draw, _) in enumerate(step.made)
        ]
        step.response_tokens = float(np.mean(lengths))
        step.rollouts = len(answers)
        self._curriculum.observe(step.outcomes)
        step.seconds += time.perf_counter() - began
        return values

    def prepare(self, count: int) -> None:
        """Begin to make the instances that the next `draw` of `count` will take, were it asked now."""
        began = time.perf_counter()
        try:
            self._supply.prepare(copy.deepcopy(self._curriculum).propose(count))
        except ConfigError:
            return  # nothing is left to draw: the draw itself will say so, if it comes to that
        if self._step is not None:
            self._step.seconds += time.perf_counter() - began

    def record(self, step: int, loss: float) -> StepRecord:
        """The record of the step, the `step`th; its `time` is 0, for the caller knows when the run began."""
        done = self._under_way
        scored = [each for each in done.outcomes if each.pass_rate is not None]
        effective = sum(0 < (each.pass_rate or 0) < 1 for each in scored)
        metrics, quarantined = self._curriculum.metrics(), self._curriculum.quarantined
        return StepRecord(
            step=step,
            time=0.0,
            environment_seconds=round(done.seconds, 4),
            reward=_pass_rate(scored),
            effective_prompts=effective / len(scored) if scored else None,
            zero_variance=len(scored) - effective,
            mean_level=done.mean_level,
            active=done.active,
            replaced={k.removeprefix("replaced_"): int(v) for k, v in metrics.items() if k.startswith("replaced_")},
            quarantined={name: why for name, why in quarantined.items() if name not in done.quarantined},
            environments={
                name: EnvironmentStep(level=done.levels[name], pass_rate=_pass_rate(groups), groups=len(groups))
                for name in dict.fromkeys(each.draw.environment for each in done.outcomes)
                if (groups := [each for each in done.outcomes if each.draw.environment == name])
            },
            response_tokens=done.response_tokens,
            rollouts=done.rollouts,
            loss=loss,
        )

    def save(self, checkpoint: Path) -> None:
        """Write the curriculum's state, and what it is about, into a checkpoint: whole or not at all."""
        refs = {name: environment.ref for name, environment in self._environments.items()}
        state = self._curriculum.state_dict()
        write_curriculum(checkpoint, SavedCurriculum(lock_digest=self._lock_digest, refs=refs, state=state))

    def load(self, checkpoint: Path) -> None:
        """Continue from a checkpoint. One of another lock file is adopted: see Curriculum.adopt. Raises ConfigError."""
        saved = read_curriculum(checkpoint)
        if saved.lock_digest == self._lock_digest:
            self._curriculum.load_state_dict(saved.state)
            return
        now = {name: environment.ref for name, environment in self._environments.items()}
        self._curriculum.adopt(saved.state, {name for name, ref in saved.refs.items() if now.get(name, ref) != ref})

    @property
    def made(self) -> list[tuple[Draw, Instance]]:
        """The draws of the step under way, each with its instance."""
        return self._under_way.made

    @property
    def _under_way(self) -> _Step:
        assert self._step is not None, "a step begins with draw"
        return self._step


def draw_instances(curriculum: Curriculum, supply: Supply, count: int) -> list[tuple[Draw, Instance]]:
    """`count` draws with their instances.

    Draws of an environment that could not make its instances are dropped once the curriculum has quarantined it, and
    replaced. Raises that environment's InstanceError where the curriculum did not, ConfigError when nothing is left.
    """
    made: list[tuple[Draw, Instance]] = []
    while len(made) < count:
        draws = curriculum.propose(count - len(made))
        instances, failures = supply.take(draws)
        made += [(draw, instance) for draw, instance in zip(draws, instances, strict=True) if instance is not None]
        curriculum.observe(
            [Outcome(d, None, 0, fault=failures[d.environment].message) for d in draws if d.environment in failures]
        )
        for name, error in failures.items():
            if name not in curriculum.quarantined:
                raise error
    return made


def outcome(draw: Draw, rewards: Sequence[float | None], length: float | None = None) -> Outcome:
    """What became of a draw, from its group's rewards, None where a rollout could not be scored."""
    scored = [reward for reward in rewards if reward is not None]
    return Outcome(draw, sum(scored) / len(scored) if scored else None, len(scored), length)


def _pass_rate(outcomes: Sequence[Outcome]) -> float | None:
    """Over all scored rollouts together."""
    rollouts = sum(each.rollouts for each in outcomes)
    return sum((each.pass_rate or 0.0) * each.rollouts for each in outcomes) / rollouts if rollouts else None
