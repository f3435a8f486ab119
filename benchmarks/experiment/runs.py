"""One base model a seed, one run an arm and seed, each in its own folder; what is finished stands."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from benchmarks.experiment.arms import ARMS, Arm, Plan
from benchmarks.experiment.policies import AnyLevel, FixedDataset, Watched
from benchmarks.experiment.results import Passed, Result, passes, summarise
from benchmarks.experiment.store import Store, stored
from scaler.curriculum import Curriculum, Draw, make_curriculum
from scaler.errors import ConfigError
from scaler.evaluation import Env, Sampler, SamplerConfig, evaluate
from scaler.files import write_file
from scaler.registry import Registry, load_locked, read_lock
from scaler.sandbox import open_sandbox
from scaler.training import TrainConfig, measured_floors

EVALUATION_SEED = 12345
FILTER_SAMPLES = 8


@dataclass(frozen=True)
class World:
    """What every run works in.

    environments  as far up their ladders as the lock file goes
    floors        what guessing earns in them, level by level
    reach         the names of those in reach of the model
    """

    environments: Mapping[str, Env]
    floors: Mapping[str, Sequence[float]]
    reach: Sequence[str]

    def pool(self, size: Literal["reach", "all"] | int, seed: int) -> World:
        """The part that an arm trains on; `size` of those in reach are other ones for each seed."""
        names = list(self.environments) if size == "all" else list(self.reach)
        if isinstance(size, int):
            chosen = np.random.default_rng((seed, 3)).choice(len(names), size, replace=False)
            names = [names[index] for index in sorted(chosen.tolist())]
        return World(
            {name: self.environments[name] for name in names},
            {name: self.floors[name] for name in names if name in self.floors},
            [name for name in names if name in self.reach],
        )


@contextmanager
def open_world(registry: Path, locks: Path, out: Path) -> Iterator[World]:
    """The environments of `all.lock`; its `levels` say how many of each ladder are used, from the easiest on."""
    locked, reach, files = read_lock(locks / "all.lock"), read_lock(locks / "reach.lock"), Registry(registry)
    levels = {_name(each.ref): each.levels for each in locked.environments}
    with open_sandbox(workers=1) as sandbox:
        environments = load_locked(files, locked, sandbox)
        floors = measured_floors(files, environments)
        yield World(
            stored(environments, levels, Store(out / "instances.sqlite")),
            {name: floors[name][:count] for name, count in levels.items() if name in floors},
            [_name(each.ref) for each in reach.environments],
        )


def make_base(world: World, plan: Plan, seed: int, folder: Path) -> Path:
    """The warmed-up model that all arms of a seed start from, with its held-out passes in `before.json`."""
    from scaler.training.run import prepare_model

    base = prepare_model(plan.config(seed), world.environments, folder)
    if not (folder / "before.json").exists():
        write_file(folder / "before.json", json.dumps(held_out(base, world, plan)).encode())
    return base


def held_out(model: Path, world: World, plan: Plan) -> Passed:
    """Samples that passed, on the same questions and with the same seed for every model."""
    cells = evaluate(
        sampler_of(model, plan.config(0), EVALUATION_SEED),
        world.environments,
        instances=plan.instances,
        samples=plan.completions,
    )
    return passes(cells)


def run_arm(world: World, plan: Plan, arm: str, seed: int, base: Path, folder: Path) -> Result:
    """Train and evaluate; a finished run is read, an unfinished one begins anew."""
    done = folder / "result.json"
    if done.exists():
        return Result.model_validate_json(done.read_bytes())
    from scaler.training.run import train

    shutil.rmtree(folder, ignore_errors=True)
    chosen = ARMS[arm]
    pool = world.pool(chosen.pool, seed)
    config = plan.config(seed).model_copy(update={"model": str(base)})
    began = time.process_time()
    inner, filter_rollouts = curriculum(chosen, pool, plan, config, base)
    watched = Watched(inner)
    train(config, pool.environments, watched, out=folder)
    spent = time.process_time() - began
    records = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    result = Result(
        arm=arm,
        seed=seed,
        steps=plan.steps,
        trained=list(pool.environments),
        reach=list(world.reach),
        samples=plan.instances * plan.completions,
        before=json.loads((base.parent / "before.json").read_text()),
        after=held_out(folder / "model", world, plan),
        tokens=round(sum(record["response_tokens"] for record in records) * config.grpo.rollouts),
        filter_rollouts=filter_rollouts,
        cpu=round(spent, 1),
        quarantined=sorted(watched.quarantined),
        **summarise(watched.steps).model_dump(),
    )
    write_file(done, result.model_dump_json().encode())
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    return result


def curriculum(arm: Arm, pool: World, plan: Plan, config: TrainConfig, base: Path) -> tuple[Curriculum, int]:
    """The arm's way to choose prompts, and how many rollouts it took to prepare it."""
    levels = {name: env.levels for name, env in pool.environments.items()}
    policy = make_curriculum(arm.policy, levels, arm.settings, config.seed, guess=pool.floors)
    if arm.levels == "any":
        return AnyLevel(policy, levels, config.seed), 0
    if arm.dataset == "all":
        return FixedDataset(policy, policy.propose(plan.dataset), config.seed), 0
    if arm.dataset == "filtered":
        dataset, rollouts = mixed(policy, pool, plan.dataset, config, base)
        return FixedDataset(policy, dataset, config.seed), rollouts
    return policy, 0


def mixed(policy: Curriculum, pool: World, count: int, config: TrainConfig, base: Path) -> tuple[list[Draw], int]:
    """`count` draws that the model passes now and then, but not always; with the rollouts it took to find them.

    ConfigError when a first sample of `count` holds none.
    """
    sampler = sampler_of(base, config, config.seed)
    kept: list[Draw] = []
    rollouts = 0
    while len(kept) < count:
        draws = policy.propose(count)
        if rollouts and not kept:
            raise ConfigError(f"not one of {count} instances is passed now and then", fix="warm the model up longer")
        rollouts += count * FILTER_SAMPLES
        for name, env in pool.environments.items():
            own = [draw for draw in draws if draw.environment == name]
            tasks = env.instances([(draw.level, draw.seed) for draw in own])
            answers = sampler.sample([task.question for task in tasks], FILTER_SAMPLES)
            for draw, task, texts in zip(own, tasks, answers, strict=True):
                passed = [score.value == 1 for score in env.scores([(task, text) for text in texts])]
                if any(passed) and not all(passed):
                    kept.append(draw)
    chosen = np.random.default_rng((config.seed, 4)).permutation(len(kept))[:count]
    return [kept[index] for index in chosen.tolist()], rollouts


def sampler_of(model: Path, config: TrainConfig, seed: int) -> Sampler:
    """The model of a folder, sampled as in training."""
    from scaler.evaluation.local import TransformersSampler

    grpo = config.grpo
    sampling = SamplerConfig(temperature=grpo.temperature, max_new_tokens=grpo.max_completion_tokens, seed=seed)
    return TransformersSampler.load(model, sampling)


def _name(ref: str) -> str:
    return ref.partition("@")[0]
