"""The frontier curriculum: track where every environment's frontier is, and draw where an update gains most.

Beliefs about each environment (scaler.curriculum.beliefs) give the level with the largest expected signal, the part of
p (1 - p) that skill explains, and that signal itself. A step draws the environments with the largest

    log E[signal] - log(1 + use / repeats) + Gumbel noise

so that environments are chosen softly, and less the more they were used. Suspects can be audited at their easiest
level; those that fail a test (scaler.curriculum.alarms), or are known to be faulty, are quarantined for good.
Derivation, sources and measurements: docs/curriculum.md.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from scaler.curriculum import alarms, beliefs
from scaler.curriculum.alarms import Alarms
from scaler.curriculum.beliefs import Beliefs
from scaler.curriculum.contract import HELD_OUT, Draw, Outcome
from scaler.curriculum.frontier_config import FrontierConfig
from scaler.curriculum.posterior import Belief, Posterior
from scaler.curriculum.response import Floats, Ints
from scaler.curriculum.state import State, adopt, check_pool, common_metrics, only, record, restore
from scaler.errors import ConfigError

BLOCK = 8192
"""Environments that a step values anew, beside those just seen: a larger pool takes turns, for its drift is slow."""

NOBODY: Ints = np.zeros(0, dtype=int)

SUSPECT = 0.15
"""Probability of being broken from which on an environment is worth an audit draw."""


class FrontierState(State):
    """`evidence` is a digest of guess rates and prior, `arrays` are compressed, `latest` the last step's rows.

    `seeds` stays empty: here an environment's draws are counted over all of its levels, in the array `drawn`.
    """

    evidence: str
    quarantined: dict[str, str] = Field(default_factory=dict)
    latest: list[int] = Field(default_factory=list)
    audits: int = 0
    drift: float = 0.0
    clock: int = 0
    arrays: dict[str, str] = Field(default_factory=dict)


class FrontierCurriculum:
    """The frontier curriculum over `environments`: name -> number of levels.

    `guess` gives measured pass rates of guessing, environment -> one for each level, each in [0, 1]; environments may
    be missing. `prior` is what an earlier run believed. ConfigError where either does not fit the pool.
    """

    def __init__(
        self,
        environments: Mapping[str, int],
        config: FrontierConfig,
        seed: int,
        guess: Mapping[str, Sequence[float]] | None = None,
        prior: Posterior | None = None,
    ) -> None:
        self._pool = check_pool(environments)
        self._names = list(self._pool)
        self._index = {name: row for row, name in enumerate(self._names)}
        self._tops = np.array(list(self._pool.values())) - 1
        self._config = config
        table = None if not guess else _guess_table(self._pool, guess)
        self._beliefs = Beliefs(self._tops, config, table)
        self._alarms = Alarms(self._tops, config)
        self._drawn = np.zeros(len(self._names), dtype=np.int32)
        self._frontier = np.zeros(len(self._names), dtype=np.float32)
        self._level = np.zeros(len(self._names), dtype=np.int16)
        self._value = np.zeros(len(self._names), dtype=np.float32)
        self._open = np.ones(len(self._names), dtype=bool)
        self._rank = np.random.default_rng((seed, 1)).permutation(len(self._names))
        if prior is not None:
            self._believe(prior)
        digest = hashlib.sha256(b"" if table is None else table.tobytes())
        digest.update(b"" if prior is None else prior.model_dump_json().encode())
        self._state = FrontierState(
            policy="frontier",
            seed=seed,
            settings=config.model_dump(mode="json"),
            environments=list(self._pool.items()),
            evidence=digest.hexdigest(),
        )
        self._refresh(slice(None))

    @property
    def active(self) -> tuple[str, ...]:
        """The environments of the latest proposal, but for those that left since; before the first, all."""
        latest = [row for row in self._state.latest if self._open[row]]
        return tuple(self._names[row] for row in latest or np.flatnonzero(self._open).tolist())

    @property
    def group_size(self) -> int | None:
        return self._config.group_size

    @property
    def quarantined(self) -> dict[str, str]:
        return self._state.quarantined.copy()

    @property
    def levels(self) -> dict[str, float]:
        return dict(zip(self._names, self._frontier.tolist(), strict=True))

    def propose(self, count: int) -> list[Draw]:
        state, config = self._state, self._config
        if not count:
            return []
        rng = np.random.default_rng((state.seed, 0, state.drawn))
        rows = self._best(count, rng)
        anywhere = rng.random(count) < config.uniform
        among = np.flatnonzero(self._open)
        rows = np.where(anywhere, among[rng.integers(len(among), size=count)], rows)
        levels = self._level[rows]
        suspects = self._suspects(min(config.audit_draws, count)) if config.audit_draws else NOBODY
        if len(suspects):
            rows[-len(suspects) :], levels[-len(suspects) :] = suspects, 0
        state.audits += len(suspects)
        state.drawn += count
        state.latest = list(dict.fromkeys(rows.tolist()))
        return [self._draw(row, level) for row, level in zip(rows.tolist(), levels.tolist(), strict=True)]

    def observe(self, outcomes: Sequence[Outcome]) -> None:
        scored = record(self._state, outcomes, self._pool)
        for outcome in outcomes:
            if outcome.fault is not None:
                self._quarantine(outcome.draw.environment, outcome.fault)
        if scored:
            seen = self._learn([outcome for outcome, _ in scored], np.array([rate for _, rate in scored]))
            start = self._beliefs.clock * BLOCK % (-(-len(self._names) // BLOCK) * BLOCK)
            self._refresh(slice(start, start + BLOCK))
            if len(self._names) > BLOCK:
                self._refresh(seen)

    def metrics(self) -> dict[str, float]:
        levels = self._frontier[self._state.latest or self._open]
        return common_metrics(self._state, levels.tolist()) | {
            "coverage": float((self._drawn > 0).mean()),
            "quarantined": float(len(self._state.quarantined)),
            "audit_draws": float(self._state.audits),
            "drift": self._beliefs.drift,
        }

    @property
    def state_bytes(self) -> int:
        """Memory of the state that grows with the pool."""
        return sum(array.nbytes for array in self._arrays().values())

    def state_dict(self) -> dict[str, Any]:
        scalars = {name: getattr(self._beliefs, name) for name in beliefs.SCALARS}
        arrays = {name: _pack(array) for name, array in self._arrays().items()}
        return self._state.model_copy(update=scalars | {"arrays": arrays}).model_dump(mode="json")

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        restored = restore(self._state, state, "evidence")
        unpacked = {name: _unpack(restored.arrays, name, array) for name, array in self._arrays().items()}
        for name, array in self._arrays().items():
            array[...] = unpacked[name]
        for name in beliefs.SCALARS:
            setattr(self._beliefs, name, getattr(restored, name))
        self._state = restored.model_copy(update={"arrays": {}})
        self._open[:] = True
        self._open[[self._index[name] for name in restored.quarantined]] = False

    def adopt(self, state: Mapping[str, Any], renewed: Collection[str] = ()) -> None:
        """See Curriculum. New environments are believed to be like those that were seen, as in the run so far."""
        adopted, stayed = adopt(self._state, state)
        before = [(name, levels) for name, levels in state["environments"]]
        quarantined = {name: why for name, why in only(stayed, adopted.quarantined).items() if name not in renewed}
        fresh = stayed & (adopted.quarantined.keys() - quarantined.keys())
        rows = [(old, self._index[name]) for old, (name, _) in enumerate(before) if name in self._index]
        kept = [(old, new) for old, new in rows if self._names[new] in stayed - fresh]
        sizes = (len(before), max(levels for _, levels in before))
        for name, array in self._arrays().items():
            saved = _unpack(adopted.arrays, name, np.empty(_shape_over(array, name, *sizes), array.dtype))
            _move(saved, array, rows if name == "drawn" else kept, by_column=name in beliefs.BY_TYPE)
        for name in beliefs.SCALARS:
            setattr(self._beliefs, name, getattr(adopted, name))
        self._beliefs.pool()
        latest = [new for old, new in rows if old in adopted.latest]
        update = {"arrays": {}, "evidence": self._state.evidence, "quarantined": quarantined, "latest": latest}
        self._state = adopted.model_copy(update=update)
        self._open[:] = True
        self._open[[self._index[name] for name in quarantined]] = False
        self._refresh(slice(None))

    def posterior(self) -> Posterior:
        """What is believed now about the environments that were seen, for a later run's `prior`."""
        own = self._beliefs
        return Posterior(
            drift=own.drift,
            environments={
                self._names[row]: Belief(
                    mean=own.mean[:, row].tolist(),
                    variance=(own.variance[:, row] + self._config.diffusion * own.clock).tolist(),
                    weight=own.weight[:, row].tolist(),
                    rungs=own.offset[row, : self._tops[row] + 1].tolist(),
                    tries=own.tries[row, : self._tops[row] + 1].tolist(),
                )
                for row in np.flatnonzero(own.visits).tolist()
            },
        )

    def _best(self, count: int, rng: np.random.Generator) -> Ints:
        """`count` rows, the best first: each environment as often as the settings say, more where others rest."""
        config = self._config
        if not self._open.any():
            raise ConfigError(
                f"all {len(self._names)} environments are quarantined", fix="audit them, and lock what is sound"
            )
        met = (self._drawn > 0) | (self._beliefs.visits > 0)
        invited = self._open & (met | (self._rank < met.sum() + config.newcomers))
        if not invited.any():
            invited = self._open
        waits = np.maximum(rng.standard_exponential(len(self._value), dtype=np.float32), np.float32(1e-30))
        # minus the logarithm of an exponential variable is a Gumbel variable
        key = np.where(invited, self._value, -np.inf) - config.noise * np.log(waits)
        distinct = min(-(-count // config.prompts_per_environment), int(invited.sum()))
        rows = np.argpartition(-key, distinct - 1)[:distinct]
        rows = rows[np.argsort(-key[rows], kind="stable")]
        if config.rest:
            rows = rows[key[rows] >= key[rows[0]] + np.log(config.rest)]
        return np.resize(rows, count)

    def _suspects(self, count: int) -> Ints:
        """At most `count` rows that were seen and look broken, the most likely ones."""
        own = self._beliefs
        suspicion = np.where(self._open & (own.visits > 0), own.broken, 0)
        likely = np.flatnonzero(suspicion > SUSPECT)
        nearly_sure = suspicion[likely] * (1 + np.maximum(self._alarms.failing[likely], 0))
        return likely[np.argsort(-nearly_sure, kind="stable")[:count]]

    def _learn(self, outcomes: Sequence[Outcome], rates: Floats) -> Ints:
        """Update beliefs and alarms; returns the rows that were seen."""
        rows = np.array([self._index[outcome.draw.environment] for outcome in outcomes])
        levels = np.array([outcome.draw.level for outcome in outcomes])
        rollouts = np.array([outcome.rollouts for outcome in outcomes], dtype=float)
        lengths = np.array([np.nan if outcome.length is None else outcome.length for outcome in outcomes])
        visits, use = self._beliefs.visits[rows], self._beliefs.use[rows]
        passed = rates * rollouts
        expected = self._beliefs.see(rows, levels, passed, rollouts)
        self._suspend(self._alarms.watch(rows, levels, passed, rollouts, expected, use))
        known = ~np.isnan(lengths)
        if known.any():
            self._suspend(self._alarms.measure(rows[known], lengths[known], visits[known]))
        return rows

    def _suspend(self, found: Iterable[tuple[int, str]]) -> None:
        for row, reason in found:
            if len(self._state.quarantined) + 1 <= self._config.quarantine_limit * len(self._names):
                self._quarantine(self._names[row], reason)

    def _quarantine(self, name: str, reason: str) -> None:
        self._state.quarantined.setdefault(name, reason)
        self._open[self._index[name]] = False

    def _refresh(self, rows: Ints | slice) -> None:
        """Choose anew what to draw in `rows`, and what it is worth."""
        choice = self._beliefs.choose(rows)
        self._frontier[rows], self._level[rows] = choice.frontier, choice.level
        used = np.log1p(self._beliefs.use[rows] / np.float32(self._config.repeats))
        self._value[rows] = np.log(np.maximum(choice.value, np.float32(1e-30))) - used

    def _draw(self, row: int, level: int) -> Draw:
        seed = int(self._drawn[row])
        if seed >= HELD_OUT:
            raise ConfigError(f"environment {self._names[row]!r} has used all {HELD_OUT} training seeds")
        self._drawn[row] += 1
        return Draw(self._names[row], level, seed)

    def _arrays(self) -> dict[str, NDArray[Any]]:
        own = {name: getattr(self._beliefs, name) for name in beliefs.ARRAYS}
        return (
            own
            | {name: getattr(self._alarms, name) for name in alarms.ARRAYS}
            | {
                "drawn": self._drawn,
                "frontier": self._frontier,
                "level": self._level,
                "value": self._value,
            }
        )

    def _believe(self, prior: Posterior) -> None:
        own, spread = self._beliefs, self._config.prior_spread**2
        for name, belief in prior.environments.items():
            row = self._index.get(name)
            if row is None:
                continue
            shape = (len(own.mean), len(own.mean), len(own.weight), self._pool[name], self._pool[name])
            if tuple(map(len, (belief.mean, belief.variance, belief.weight, belief.rungs, belief.tries))) != shape:
                raise ConfigError(
                    f"the prior's belief about {name!r} has another shape than this run's",
                    fix="use a prior from a run with the same `types`, `rung_spread` and levels",
                )
            own.mean[:, row], own.weight[:, row] = belief.mean, belief.weight
            own.variance[:, row] = np.array(belief.variance) + spread
            own.offset[row, : self._pool[name]], own.tries[row, : self._pool[name]] = belief.rungs, belief.tries
            own.visits[row] = 1


def _guess_table(pool: Mapping[str, int], guess: Mapping[str, Sequence[float]]) -> NDArray[np.float32]:
    """(environments, levels), NaN where nothing was measured."""
    table = np.full((len(pool), max(pool.values())), np.nan, dtype=np.float32)
    for row, (name, levels) in enumerate(pool.items()):
        rates = guess.get(name)
        if rates is None:
            continue
        if len(rates) != levels or not all(0 <= rate <= 1 for rate in rates):
            raise ConfigError(
                f"the guess rates of {name!r} are not {levels} numbers from 0 to 1",
                fix="measure them on the levels of this lock file",
            )
        table[row, :levels] = rates
    return table


def _shape_over(array: NDArray[Any], name: str, environments: int, levels: int) -> tuple[int, ...]:
    """The shape of an array like `array` over another pool, whose longest ladder has `levels` levels."""
    if name in beliefs.BY_TYPE:
        return (len(array), environments)
    return (environments, levels)[: array.ndim]


def _move(old: NDArray[Any], new: NDArray[Any], rows: Sequence[tuple[int, int]], by_column: bool) -> None:
    """Copy what `old` says of environments into `new`; `rows` are their (old, new) places."""
    source, target = [place for place, _ in rows], [place for _, place in rows]
    if by_column:
        new[:, target] = old[:, source]
    elif new.ndim == 1:
        new[target] = old[source]
    else:
        width = min(old.shape[1], new.shape[1])
        new[target, :width] = old[source, :width]


def _pack(array: NDArray[Any]) -> str:
    return base64.b64encode(zlib.compress(array.tobytes(), 1)).decode()


def _unpack(arrays: Mapping[str, str], name: str, like: NDArray[Any]) -> NDArray[Any]:
    try:
        return np.frombuffer(zlib.decompress(base64.b64decode(arrays[name])), like.dtype).reshape(like.shape)
    except (KeyError, ValueError, zlib.error) as error:
        raise ConfigError(f"the saved curriculum state cannot be read: its array {name!r} is broken") from error
