"""The environment side of a step at the paper's scale, 64 prompts x 8 rollouts, with a model that answers at once.

Three ways, each with a curriculum of its own, step by step in turn: so what else the machine does hits all alike.

one by one   the baseline, as in the paper's released code: the driver makes instance after instance, then scores
             rollout after rollout, and everything waits for it
at once      `Tasks` without making ahead: environments side by side, many rollouts at a time
ahead        the same, made while the model learns; learning is a pause here, for a GPU leaves the CPU alone
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from benchmarks.sandbox.usage import cpu_seconds
from scaler.curriculum import Curriculum, make_curriculum
from scaler.environment import Environment, boxed, corrupted
from scaler.registry import Registry
from scaler.sandbox import open_sandbox
from scaler.training.supply import Supply
from scaler.training.tasks import Tasks, outcome

PROMPTS, GROUP = 64, 8
REASONING = "Let us look at it step by step: the first one is larger than the second. " * 60

RECORDED = (
    ("VLM-R1, 8 A100, groups of 7", "github.com/om-ai-lab/VLM-R1/issues/30", 25.0),
    ("open-r1, 7B, 8 H100", "github.com/huggingface/open-r1/issues/100", 119.0),
    ("R-Search, A100", "github.com/QingFei1/R-Search/issues/2", 300.0),
)
"""Seconds a GRPO step that others report, the shortest where a range is given: their models, batches and lengths."""


@dataclass(frozen=True)
class Spent:
    """Seconds that a step waits, by the clock: for instances, scores and curriculum, and to plan ahead.

    `cpu` is what all processes use meanwhile, jails included: a machine with one idle core waits no longer.
    """

    draw: float
    score: float
    prepare: float
    cpu: float


def cost_tables(root: Path, steps: int, learn: float) -> list[str]:
    """Markdown lines, over the approved environments of a registry."""
    registry = Registry(root)
    with open_sandbox() as sandbox:
        refs = [row.ref for row in registry.rows("approved")]
        loaded = [registry.load(ref, sandbox) for ref in refs]
        environments = {environment.name: environment for environment in loaded}
        for environment in loaded:  # compiled and warm from here on
            environment.instances([(level, 0) for level in range(environment.levels)])
        one, at_once, ahead = [], [], []
        with Supply(environments) as waited, Supply(environments) as supplied:
            plain = _curriculum(environments)
            without = Tasks(environments, _curriculum(environments), waited)
            with_supply = Tasks(environments, _curriculum(environments), supplied)
            for step in range(steps + 1):
                spent = (
                    _one_by_one(plain, environments),
                    _step(without, environments, 0),
                    _step(with_supply, environments, learn),
                )
                if step:  # nothing can be ahead of the first
                    for times, each in zip((one, at_once, ahead), spent, strict=True):
                        times.append(each)
    return [*_step_table(one, at_once, ahead, len(refs), learn), "", *_share_table(one, at_once, ahead)]


def _curriculum(environments: dict[str, Environment]) -> Curriculum:
    return make_curriculum("frontier", {name: each.levels for name, each in environments.items()}, {}, seed=0)


def _one_by_one(curriculum: Curriculum, environments: dict[str, Environment]) -> Spent:
    began, used = time.perf_counter(), cpu_seconds()
    draws = curriculum.propose(PROMPTS)
    instances = [environments[draw.environment].instance(draw.level, draw.seed) for draw in draws]
    drawn = time.perf_counter()
    outcomes = []
    for number, (draw, instance) in enumerate(zip(draws, instances, strict=True)):
        environment = environments[draw.environment]
        texts = [_answer(environment, instance.answer, number, place) for place in range(GROUP)]
        outcomes.append(outcome(draw, [environment.score(instance, text).value for text in texts], 1000.0))
    curriculum.observe(outcomes)
    return Spent(drawn - began, time.perf_counter() - drawn, 0.0, cpu_seconds() - used)


def _step(tasks: Tasks, environments: dict[str, Environment], learn: float) -> Spent:
    used, began = cpu_seconds(), time.perf_counter()
    tasks.draw(PROMPTS)
    drawn, drawing = time.perf_counter(), cpu_seconds() - used
    answers = [
        (_answer(environments[draw.environment], instance.answer, number, place), 1000)
        for number, (draw, instance) in enumerate(tasks.made)
        for place in range(GROUP)
    ]
    used, answered = cpu_seconds(), time.perf_counter()
    tasks.score(answers)
    scored = time.perf_counter()
    cpu = drawing + cpu_seconds() - used
    if not learn:
        return Spent(drawn - began, scored - answered, 0.0, cpu)
    used, began_prepare = time.thread_time(), time.perf_counter()
    tasks.prepare(PROMPTS)  # its own thread: the others make instances from here on
    prepare, planned = time.perf_counter() - began_prepare, time.thread_time() - used
    time.sleep(learn)
    return Spent(drawn - began, scored - answered, prepare, cpu + planned)


def _answer(environment: Environment, truth: JsonValue, number: int, place: int) -> str:
    """A long rollout with the right answer in some places of the group, and a near miss in the others."""
    right = (place + number) % GROUP < number % (GROUP + 1)
    value = truth if right else corrupted(environment.spec.answer, truth)
    return REASONING + boxed(value)


def _step_table(
    one: Sequence[Spent], at_once: Sequence[Spent], ahead: Sequence[Spent], pool: int, learn: float
) -> list[str]:
    rows = [("one by one (baseline)", one), ("at once", at_once), (f"made ahead, {learn:g} s of learning", ahead)]
    baseline = _median(one, "cpu")
    lines = [
        f"| {PROMPTS} prompts x {GROUP} rollouts, {pool} environments | wait for instances, s | score and observe, s "
        "| prepare, s | CPU s meanwhile | to the baseline |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, times in rows:
        parts = " | ".join(f"{_median(times, part):.3f}" for part in ("draw", "score", "prepare", "cpu"))
        lines.append(f"| {name} | {parts} | {_median(times, 'cpu') / baseline:.2g} |")
    return lines


def _share_table(one: Sequence[Spent], at_once: Sequence[Spent], ahead: Sequence[Spent]) -> list[str]:
    waits = [_median(times, "cpu") for times in (one, at_once, ahead)]
    lines = [
        "| share of a step that others recorded | s a step | one by one | at once | made ahead |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, source, seconds in RECORDED:
        shares = " | ".join(f"{wait / (seconds + wait):.2%}" for wait in waits)
        lines.append(f"| {name} ({source}) | {seconds:g} | {shares} |")
    return [
        *lines,
        "",
        f"Made ahead, it is below 1 % of every step longer than {100 * waits[2]:.0f} s, on one idle core.",
    ]


def _median(times: Sequence[Spent], part: str) -> float:
    return statistics.median(getattr(each, part) for each in times)
