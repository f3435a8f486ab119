"""Numbers over the steps of a run: running means, other measures that a run logs, and each environment's history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scaler.training.records import EnvironmentStep, StepRecord

Floats = NDArray[np.float64]
State = Literal["active", "resting", "retired", "quarantined", "waiting"]
STATES: tuple[State, ...] = ("active", "resting", "quarantined", "waiting")
"""In the order of the figure; with a policy that replaces environments, those that rest are called retired."""


@dataclass
class History:
    """What became of one environment. `visits` are the steps that drew from it, with what was seen."""

    name: str
    visits: list[tuple[int, EnvironmentStep]] = field(default_factory=list)
    quarantined: tuple[int, str] | None = None
    state: State = "waiting"

    @property
    def groups(self) -> int:
        return sum(entry.groups for _, entry in self.visits)

    @property
    def levels(self) -> tuple[float, float] | None:
        """At the first and at the last visit."""
        return (self.visits[0][1].level, self.visits[-1][1].level) if self.visits else None

    @property
    def climb(self) -> float:
        """Levels gained from the first visit to the last."""
        return self.levels[1] - self.levels[0] if self.levels else 0.0

    def pass_rates(self, share: float = 0.25) -> tuple[float | None, float | None]:
        """Mean pass rate of the first and of the last `share` of the scored visits, at least one of them."""
        scored = [entry.pass_rate for _, entry in self.visits if entry.pass_rate is not None]
        count = max(1, int(share * len(scored)))
        return (_mean(scored[:count]), _mean(scored[-count:])) if scored else (None, None)


def histories(steps: Sequence[StepRecord]) -> list[History]:
    """A history for each environment that the run names, in the order in which it names them."""
    found: dict[str, History] = {}
    for step in steps:
        for name in (*step.active, *step.environments, *step.quarantined):
            if name not in found:
                found[name] = History(name)
        for name, entry in step.environments.items():
            found[name].visits.append((step.step, entry))
        for name, reason in step.quarantined.items():
            found[name].quarantined = (step.step, reason)
    if steps:
        last = frozenset(steps[-1].active)
        retires = any(step.replaced for step in steps)
        for each in found.values():
            if each.quarantined:
                each.state = "quarantined"
            elif each.name in last:
                each.state = "active"
            else:
                each.state = "retired" if retires else "resting"
    return list(found.values())


@dataclass(frozen=True)
class Timeline:
    """The run cut into at most `width` columns of equal length.

    `ends` is the last step of each column; `level` and `state` have a row for each history and a column for each
    column: the level known at its end, NaN before the first visit, and the index into STATES. An environment that was
    active at any step of a column counts as active in it.
    """

    ends: list[int]
    level: Floats
    state: NDArray[np.int8]


def timeline(steps: Sequence[StepRecord], known: Sequence[History], width: int = 48) -> Timeline:
    """The run's columns, at most `width` of them."""
    count = min(width, len(steps))
    cuts = [(index + 1) * len(steps) // count - 1 for index in range(count)]
    row = {each.name: index for index, each in enumerate(known)}
    level = np.full((len(known), count), np.nan)
    state = np.full((len(known), count), STATES.index("waiting"), dtype=np.int8)
    now, begin, met = np.full(len(known), np.nan), 0, np.zeros(len(known), dtype=bool)
    out = np.zeros(len(known), dtype=bool)
    for column, cut in enumerate(cuts):
        active = np.zeros(len(known), dtype=bool)
        for step in steps[begin : cut + 1]:
            for name, entry in step.environments.items():
                now[row[name]] = entry.level
            names = [row[name] for name in step.active]
            active[names] = met[names] = True
            out[[row[name] for name in step.quarantined]] = True
        begin = cut + 1
        level[:, column] = now
        state[met, column] = STATES.index("resting")
        state[active, column] = STATES.index("active")
        state[out, column] = STATES.index("quarantined")
    return Timeline([steps[cut].step for cut in cuts], level, state)


def level_shares(line: Timeline) -> Floats:
    """(levels, columns): the share of the environments met so far that stood at each whole level; 0 where none."""
    top = int(np.nanmax(line.level, initial=0.0) + 0.5)
    rounded = np.floor(line.level + 0.5)
    counts = np.array([(rounded == level).sum(axis=0) for level in range(top + 1)], dtype=float)
    shares: Floats = counts / np.maximum(counts.sum(axis=0), 1)
    return shares


def running(values: Sequence[float | None], share: float = 0.1) -> Floats:
    """The mean over the last `share` of all values at each; None and NaN are left out, NaN where nothing is left."""
    y = np.array([np.nan if value is None else value for value in values], dtype=float)
    known = np.isfinite(y)
    width = np.ones(max(1, int(share * len(y))))
    sums, counts = (np.convolve(each, width)[: len(y)] for each in (np.where(known, y, 0.0), known.astype(float)))
    smooth: Floats = np.where(known & (counts > 0), sums / np.maximum(counts, 1), np.nan)
    return smooth


NAMED = ("step", "time", "reward", "effective_prompts", "mean_level", "response_tokens", "rollouts", "zero_variance")
LABELS = {
    "loss": "Loss",
    "kl": "KL to the model before GRPO",
    "entropy": "Entropy of the next token",
    "environment_seconds": "Seconds of the step for environments",
}


def other_measures(steps: Sequence[StepRecord]) -> dict[str, list[float | None]]:
    """Every further number that the records hold and that is not always 0, such as loss or KL, by a readable name."""
    found: dict[str, list[float | None]] = {}
    for index, step in enumerate(steps):
        for key, value in step:
            if key not in NAMED and isinstance(value, (int, float)) and not isinstance(value, bool):
                label = LABELS.get(key, key.replace("_", " ").capitalize())
                found.setdefault(label, [None] * len(steps))[index] = float(value)
    return {label: values for label, values in found.items() if any(values)}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
