"""A simulated learner and its pool of environments: what a policy is measured on, since no model is run.

Response. Environment e at level l passes a rollout with probability

    p = g + (c - g) q,   q = F(kappa_e (f_e - b_e(l)) + tau eps),   eps ~ N(0, 1), the same for a whole group

F is the logistic function (other shapes break what a policy assumes), g the guess floor, c the cap (some instances
have a wrong truth), b_e(l) = l but for non-monotone ladders, where every rung is off by a fixed error.

Learning. The frontier f_e = f0_e + (w_e . z + u_e) / kappa_e, in levels, moves with skills z that environments share
and with u_e, which is theirs alone. A group with pass rate r carries the signal

    s = r (1 - r) rho,   rho = (c - g) q (1 - q) / (p (1 - p))

r (1 - r) is the variance that GRPO's advantages come from; rho is the part of it that skill explains, 0 where success
is guessing. A step's groups then move

    u_e += own s (1 - u_e / 2);   z += shared sum_e s_e w_e / (1 + v_e / repeats) (1 - z / limit);   v_e += 4 s

so repeats of one environment transfer less and less. What counts is transfer: the mean pass rate over all levels of
environments that are never trained on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Shape = Literal["logistic", "heavy", "early", "late", "steps"]

SKILLS = 12
CLUSTERS = SKILLS - 1
NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(7)
WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


def logistic(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))


SHAPES: dict[Shape, Callable[[Floats], Floats]] = {
    "logistic": logistic,
    "heavy": lambda x: 0.5 + np.arctan(x * np.pi / 4) / np.pi,  # rare passes far above the frontier, rare slips below
    "early": lambda x: np.exp(-np.log(2) * np.exp(-x * 0.72)),  # sharp where the model fails, soft where it passes
    "late": lambda x: 1 - np.exp(-np.log(2) * np.exp(x * 0.72)),  # the mirror image
    "steps": lambda x: np.round(5 * logistic(x)) / 5,  # six plateaus and nothing between
}
"""Response functions: increasing, one half at 0, slope about a quarter there."""


@dataclass(frozen=True)
class WorldConfig:
    """The world of the standard table; the robustness sheet changes one thing at a time.

    Counts are numbers of environments, steps, groups and rollouts; shares are of the pool, and whatever they leave
    over is plain: no floor, no cap, a frontier somewhere on the ladder.
    """

    environments: int = 2739
    held_out: int = 400
    steps: int = 1000
    groups: int = 64
    rollouts: int = 8

    levels: tuple[int, int] = (15, 30)  # rungs of a ladder, both ends included
    frontier: float = 6.0  # mean of f0, levels
    spread: float = 4.0  # standard deviation of f0, a third of the variance by cluster
    kappa: float = 0.8  # median slope, per level
    kappa_spread: float = 0.4  # of ln kappa
    tau: float = 0.7  # instance noise
    shape: Shape = "logistic"

    broken: float = 0.08  # never right but by accident: the truth is wrong
    capped: float = 0.05  # c in [.45, .7]
    guessable: float = 0.10  # g in [.3, .5]
    lucky: float = 0.20  # g in [.05, .2]
    hard: float = 0.10  # f0 in [-4, -2]: out of reach at first
    harder: float = 0.0  # added to f0 of the hard ones
    saturated: float = 0.06  # f0 beyond the ladder's top
    uneven: float = 0.10  # rungs off by N(0, 2.5^2)
    accident: float = 0.002  # pass rate of broken environments

    own: float = 0.2
    shared: float = 0.004
    repeats: float = 100.0
    limit: float = 10.0
    forgetting: float = 0.0  # share of u and z that fades in a step
    normalised: bool = False  # every step moves z by the same length, as Adam's update does
    noise: float = 0.0  # of a step's direction, in each skill: about 1 is as much as the signal
    jump: float = 0.0  # added to every skill at half time
    exploited: float = 0.0  # share of the pool whose reward the learner gets for nothing from half time on
    delay: int = 0  # steps until a policy sees an outcome

    def but(self, **changes: object) -> WorldConfig:
        """This world with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


class Pool:
    """Environments of one world: fixed facts, one row each."""

    def __init__(self, config: WorldConfig, count: int, clusters: Floats, rng: np.random.Generator) -> None:
        kinds = ("broken", "capped", "guessable", "lucky", "hard", "saturated", "uneven")
        shares = np.array([getattr(config, kind) for kind in kinds])
        bounds = np.round(np.cumsum(shares) * count).astype(int)
        place = rng.permutation(count)
        is_kind = {
            kind: (place >= low) & (place < high)
            for kind, low, high in zip(kinds, [0, *bounds[:-1]], bounds, strict=True)
        }
        self.config = config
        self.levels: Ints = rng.integers(config.levels[0], config.levels[1] + 1, count)
        self.kappa: Floats = config.kappa * np.exp(config.kappa_spread * rng.standard_normal(count))
        cluster = rng.integers(CLUSTERS, size=count)
        unit = np.sqrt(1 / 3) * clusters[cluster] + np.sqrt(2 / 3) * rng.standard_normal(count)
        self.start: Floats = config.frontier + config.spread * unit
        self.start = np.where(is_kind["hard"], rng.uniform(-4, -2, count) + config.harder, self.start)
        beyond = self.levels - 1 + rng.uniform(3, 8, count)
        self.start = np.where(is_kind["saturated"], beyond, self.start)
        self.floor: Floats = np.where(is_kind["guessable"], rng.uniform(0.3, 0.5, count), 0.0)
        self.floor = np.where(is_kind["lucky"], rng.uniform(0.05, 0.2, count), self.floor)
        self.cap: Floats = np.where(is_kind["capped"], rng.uniform(0.45, 0.7, count), 1.0)
        self.broken: NDArray[np.bool_] = is_kind["broken"]
        self.floor = np.where(self.broken, config.accident, self.floor)
        self.cap = np.where(self.broken, config.accident, self.cap)
        rungs = np.arange(config.levels[1], dtype=float)
        self.place: Floats = np.tile(rungs, (count, 1))
        off = np.flatnonzero(is_kind["uneven"])
        self.place[off] += 2.5 * rng.standard_normal((len(off), len(rungs)))
        self.uneven: Ints = off
        self.skills: Floats = np.zeros((count, SKILLS))
        self.skills[:, 0] = 0.15
        self.skills[np.arange(count), 1 + cluster] += 0.6
        for _ in range(2):
            self.skills[np.arange(count), rng.integers(SKILLS, size=count)] += 0.125

    def names(self) -> dict[str, int]:
        """The pool as curricula take it: name -> number of levels."""
        return {f"env-{i}": int(levels) for i, levels in enumerate(self.levels)}


class World:
    """A learner among environments: `seed` fixes the pool, so that every policy meets the same, `luck` its answers."""

    def __init__(self, config: WorldConfig, seed: int, luck: int = 0) -> None:
        self.config = config
        rng = np.random.default_rng((seed, 0))
        clusters = rng.standard_normal(CLUSTERS)
        self.pool = Pool(config, config.environments, clusters, rng)
        self._held_out = Pool(config, config.held_out, clusters, rng)
        self._luck = np.random.default_rng((seed, 1, luck))
        sound = np.flatnonzero(~self.pool.broken)
        self.exploited: Ints = sound[rng.random(len(sound)) < config.exploited]
        self.pool.cap[self.exploited] = 1.0
        self.skill: Floats = np.zeros(SKILLS)
        self.own: Floats = np.zeros(config.environments)
        self.used: Floats = np.zeros(config.environments)
        self.step = 0

    def frontier(self, rows: Ints | slice = slice(None)) -> Floats:
        """f of the pool's environments `rows`, in levels."""
        pool = self.pool
        return pool.start[rows] + (pool.skills[rows] @ self.skill + self.own[rows]) / pool.kappa[rows]

    def roll(self, rows: Ints, levels: Ints) -> tuple[Ints, Floats]:
        """A group for each (environment, level): how many of its rollouts passed, and the signal that it carries."""
        config, pool, count = self.config, self.pool, len(rows)
        floor, cap = pool.floor[rows], pool.cap[rows]
        x = pool.kappa[rows] * (self.frontier(rows) - pool.place[rows, levels])
        q = SHAPES[config.shape](x + config.tau * self._luck.standard_normal(count))
        p = floor + (cap - floor) * q
        passed: Ints = self._luck.binomial(config.rollouts, p)
        rate = passed / config.rollouts
        with np.errstate(invalid="ignore", divide="ignore"):
            skill = np.where((p > 0) & (p < 1), (cap - floor) * q * (1 - q) / (p * (1 - p)), 0.0)
        return passed, rate * (1 - rate) * skill

    def learn(self, rows: Ints, signal: Floats) -> None:
        """One optimiser step on groups of these environments."""
        config = self.config
        weight = signal / (1 + self.used[rows] / config.repeats)
        move = weight @ self.pool.skills[rows]
        if config.noise:
            move = move + config.noise * self._luck.standard_normal(SKILLS)
        if config.normalised:
            length = float(np.linalg.norm(move))
            # about the length of the oracle's steps: a weak step moves as far as a strong one
            move = move / length * 0.05 * config.groups if length > 0 else move
        fade = 1 - config.forgetting
        self.skill = (self.skill + config.shared * move * (1 - self.skill / config.limit)) * fade
        np.add.at(self.own, rows, config.own * signal * (1 - self.own[rows] / 2))
        if config.forgetting:
            self.own *= fade
        np.add.at(self.used, rows, 4 * signal)
        self.step += 1
        if self.step == config.steps // 2:
            self.skill = self.skill + config.jump
            self.pool.floor[self.exploited] = 0.98

    def held_out(self) -> float:
        """Mean pass rate over all levels of the held-out environments that can be passed at all."""
        pool = self._held_out
        x = pool.kappa * (pool.start + pool.skills @ self.skill / pool.kappa)
        x = x[:, None] - pool.kappa[:, None] * pool.place
        shape = SHAPES[self.config.shape]
        q = sum(w * shape(x + self.config.tau * node) for node, w in zip(NODES, WEIGHTS, strict=True))
        p = pool.floor[:, None] + (pool.cap - pool.floor)[:, None] * q
        return float(p[self._counted].mean())

    @cached_property
    def _counted(self) -> NDArray[np.bool_]:
        pool = self._held_out
        exists = np.arange(pool.place.shape[1]) < pool.levels[:, None]
        counted: NDArray[np.bool_] = exists & ~pool.broken[:, None]
        return counted
