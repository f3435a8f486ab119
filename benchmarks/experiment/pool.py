"""Which environments the experiment knows, and which are in reach of the small model, by a rule.

1. A ladder goes up to the last level whose questions have at most PROMPT tokens in the mean and whose answers have at
   most ANSWER; an environment without LEVELS such levels is out. What is left stands in `all.lock`.
2. Of those, the model, warmed up on them all with a seed that the experiment does not use, passes more than REACHED of
   the samples at the lowest level. Those stand in `reach.lock`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from benchmarks.experiment.arms import Plan
from benchmarks.experiment.results import passes
from benchmarks.experiment.runs import sampler_of
from benchmarks.experiment.store import Store, stored
from scaler.evaluation import Env, evaluate
from scaler.files import write_file
from scaler.registry import Lock, Registry, dump_yaml
from scaler.sandbox import open_sandbox

PROMPT, ANSWER, LEVELS, REACHED = 64, 40, 3, 0.03
SEED = 100
LOOKED_AT = 12
"""Instances a level whose tokens are counted."""

INSTANCES, COMPLETIONS = 24, 4


def choose_pools(registry: Path, locks: Path, out: Path, say: Callable[[str], None]) -> None:
    """Write both lock files; their `levels` say how much of each ladder is used."""
    files, store, plan = Registry(registry), Store(out / "instances.sqlite"), Plan()
    refs = [row.ref for row in files.rows("approved")]
    with open_sandbox(workers=1) as sandbox:
        environments = {env.name: env for env in (files.load(ref, sandbox) for ref in refs)}
        whole = stored(environments, {name: env.levels for name, env in environments.items()}, store)
        levels = ladders(whole, plan.config(SEED).warmup.levels)
        for name in environments.keys() - levels.keys():
            say(f"{name}: fewer than {LEVELS} levels are short enough")
        reached = _reached(stored(environments, levels, store), plan, out, say)
        for title, names in (("all", list(levels)), ("reach", reached)):
            locked = [
                {"ref": env.ref, "sha256": files.digest(env.ref), "levels": levels[name]}
                for name, env in environments.items()
                if name in names
            ]
            content = Lock.model_validate({"name": title, "environments": locked})
            write_file(locks / f"{title}.lock", dump_yaml(content.model_dump(mode="json")).encode())
            say(f"{title}: {len(names)} environments, {sum(levels[name] for name in names)} levels")


def ladders(environments: Mapping[str, Env], shown: int) -> dict[str, int]:
    """Levels to use of each environment; the tokenizer is that of a model warmed up on the lowest `shown`."""
    from scaler.training.demo_model import WARMUP_SEEDS, build_tokenizer, demonstrate

    drawn = {
        name: [env.instances([(level, WARMUP_SEEDS + i) for i in range(LOOKED_AT)]) for level in range(env.levels)]
        for name, env in environments.items()
    }
    tokenizer = build_tokenizer(
        [[each.question for made in rungs[:shown] for each in made] for rungs in drawn.values()]
    )
    levels = {}
    for name, rungs in drawn.items():
        short = 0
        for made in rungs:
            shots = [demonstrate(tokenizer, each) for each in made]
            if np.mean([len(s.prompt) for s in shots]) > PROMPT or max(len(s.answer) for s in shots) > ANSWER:
                break
            short += 1
        if short >= LEVELS:
            levels[name] = short
    return levels


def _reached(pool: Mapping[str, Env], plan: Plan, out: Path, say: Callable[[str], None]) -> list[str]:
    from scaler.training.run import prepare_model

    config = plan.config(SEED)
    base = prepare_model(config, pool, out / "reach")
    found = passes(evaluate(sampler_of(base, config, SEED), pool, instances=INSTANCES, samples=COMPLETIONS))
    for name, passed in found.items():
        say(f"{name}: " + " ".join(f"{each / (INSTANCES * COMPLETIONS):.2f}" for each in passed))
    return [name for name, passed in found.items() if passed[0] > REACHED * INSTANCES * COMPLETIONS]
