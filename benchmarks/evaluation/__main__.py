"""See the package's docstring."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.curriculum.world import SHAPES, Shape
from scaler.evaluation import AdaptivePlan, Interval, Tally, wilson

Floats = NDArray[np.float64]
Next = Callable[[Tally], list[int] | None]
BUDGET = 512


@dataclass(frozen=True)
class World:
    """A pool of environments and a model. `rung` is the error of each level's rate, in logits."""

    name: str
    levels: int = 8
    shape: Shape = "logistic"
    rung: float = 0.0

    def environment(self, rng: np.random.Generator) -> tuple[Floats, float]:
        """The pass rate at each level, and the frontier; 18 % are guessable at .05-.2, 12 % at .3-.5, 6 % capped."""
        place, slope, guess, cap = rng.uniform(-2, self.levels + 1), np.exp(rng.normal(0, 0.5)), 0.0, 1.0
        kind = rng.random()
        if kind < 0.12:
            guess = rng.uniform(0.3, 0.5)
        elif kind < 0.30:
            guess = rng.uniform(0.05, 0.2)
        elif kind < 0.36:
            cap = rng.uniform(0.55, 0.8)
        sigmoid = SHAPES[self.shape]
        x = slope * (place - np.arange(self.levels)) + self.rung * rng.normal(size=self.levels)
        fine = np.linspace(-6, self.levels + 6, 8001)
        below = np.flatnonzero(guess + (cap - guess) * sigmoid(slope * (place - fine)) < 0.5)
        frontier = fine[below[0]] if len(below) else self.levels
        return guess + (cap - guess) * sigmoid(x), float(np.clip(frontier, -1, self.levels))


WORLDS = (
    World("as assumed"),
    World("20 levels", levels=20),
    World("heavy tails", shape="heavy"),
    World("sharp above", shape="early"),
    World("sharp below", shape="late"),
    World("uneven rungs (.5)", rung=0.5),
    World("uneven rungs (1.5)", rung=1.5),
)

COLUMNS = (
    "world",
    "plan",
    "frontier inside 95 %",
    "pass rate inside",
    "frontier error",
    "rate error",
    "rollouts",
    "median",
    "cut",
)
"""Errors are root mean squares; `cut` is the share of environments that used the whole budget."""


@dataclass
class Score:
    """Of one way to measure, over many environments."""

    inside: list[bool]
    rate_inside: list[bool]
    error: list[float]
    rate_error: list[float]
    rollouts: list[int]


def measure(rates: Floats, plan: Next, rng: np.random.Generator) -> Tally:
    tally = Tally(len(rates))
    while (counts := plan(tally)) is not None:
        for level, count in enumerate(counts):
            for right in rng.random(count) < rates[level]:
                tally.add(level, [float(right)])
    return tally


def every_level(wanted: AdaptivePlan) -> Next:
    """Each level alike, a question each in a round, to the same widths and the same budget."""

    def next_counts(tally: Tally) -> list[int] | None:
        return None if wanted.next(tally) is None else [1] * tally.levels

    return next_counts


def fixed(instances: int) -> Next:
    return lambda tally: [1] * tally.levels if tally.drawn[0] < instances else None


def run(world: World, plan: Next, environments: int, seed: int) -> Score:
    score = Score([], [], [], [], [])
    for index in range(environments):
        rng = np.random.default_rng((seed, index))
        rates, frontier = world.environment(rng)
        tally = measure(rates, plan, rng)
        belief = tally.belief()
        found, rate = belief.frontier(), belief.rate()
        score.inside.append(_holds(found, frontier))
        score.rate_inside.append(_holds(rate, float(rates.mean())))
        score.error.append(found.value - frontier)
        score.rate_error.append(rate.value - float(rates.mean()))
        score.rollouts.append(tally.rollouts)
    return score


def _holds(interval: Interval, value: float) -> bool:
    return interval.low - 1e-9 <= value <= interval.high + 1e-9


def row(world: World, name: str, score: Score, most: int) -> str:
    spent = np.array(score.rollouts)
    error, rate = (float(np.sqrt(np.mean(np.square(each)))) for each in (score.error, score.rate_error))
    return (
        f"| {world.name} | {name} | {_share(score.inside)} | {_share(score.rate_inside)} | {error:.2f} | {rate:.3f} "
        f"| {spent.mean():.0f} | {np.median(spent):.0f} | {np.mean(spent >= most):.0%} |"
    )


def _share(inside: list[bool]) -> str:
    low, high = wilson(sum(inside), len(inside))
    return f"{np.mean(inside):.3f} ({low:.3f}-{high:.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description="Coverage and cost of the adaptive test, simulated.")
    parser.add_argument("--environments", type=int, default=400, help="simulated environments for each row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="the worlds whose names hold this text")
    options = parser.parse_args()
    print("| " + " | ".join(COLUMNS) + " |\n|" + " --- |" * len(COLUMNS))
    wanted, default = AdaptivePlan(budget=BUDGET), AdaptivePlan()
    for world in (world for world in WORLDS if options.only in world.name):
        plans: dict[str, tuple[Next, int]] = {
            "adaptive, 64 at most": (default.next, default.budget),
            "adaptive, to the widths": (wanted.next, BUDGET),
        }
        if world.shape == "logistic" and not world.rung:
            plans["every level, to the widths"] = (every_level(wanted), BUDGET)
            plans["every level, 16 each"] = (fixed(16), 16 * world.levels + 1)
        for name, (plan, most) in plans.items():
            print(row(world, name, run(world, plan, options.environments, options.seed), most), flush=True)


if __name__ == "__main__":
    main()
