"""A run in a few numbers, groups of runs with intervals, and differences between groups matched by seed."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict
from scipy.special import stdtrit

from scaler.errors import ConfigError
from scaler.report.records import Rate, Run
from scaler.report.series import histories
from scaler.training.watch import Alarm, Watch

LATE = 0.1
"""The last share of the steps, over which what is reached in the end is averaged."""


class Summary(BaseModel):
    """A number of a run, or its mean over runs. `low` and `high` are the 95 % interval, None where there is none."""

    model_config = ConfigDict(frozen=True)


class Estimate(Summary):
    value: float
    low: float | None = None
    high: float | None = None
    runs: int = 1


class RunSummary(Summary):
    """One run. `numbers` has those of METRICS that are known."""

    name: str
    folder: str
    policy: str | None
    seed: int | None
    steps: int
    steps_planned: int | None
    numbers: dict[str, Estimate]
    alarms: list[dict[str, str | int]]


class GroupSummary(Summary):
    """Runs that belong together: the mean of each number over them."""

    name: str
    runs: list[str]
    numbers: dict[str, Estimate]


class Difference(Summary):
    """`group` minus `against`, run by run with the same seed."""

    group: str
    against: str
    seeds: list[int]
    numbers: dict[str, Estimate]


class Comparison(Summary):
    runs: list[RunSummary]
    groups: list[GroupSummary]
    differences: list[Difference]


METRICS: Mapping[str, tuple[str, str]] = {
    "held_out_before": ("Held-out pass rate before", "percent"),
    "held_out_after": ("Held-out pass rate after", "percent"),
    "gain": ("Gain of the held-out pass rate", "points"),
    "effective_prompts": ("Effective prompts", "percent"),
    "pass_rate": ("Training pass rate, in the end", "percent"),
    "mean_level": ("Mean level, in the end", "number"),
    "response_tokens": ("Tokens a response, in the end", "number"),
    "tokens": ("Tokens of all responses", "count"),
    "environments": ("Environments drawn from", "count"),
    "alarms": ("Alarms", "count"),
    "seconds": ("Wall time", "duration"),
    "environment_share": ("Share of it spent on environments", "percent"),
}
"""Name of a number -> what it is called, and how it is written. Its definitions: `numbers`."""


def numbers(run: Run) -> dict[str, Estimate]:
    """What is known of METRICS.

    effective_prompts  mean over all steps of the share of groups with 0 < pass rate < 1
    "in the end"       mean over the last tenth of the steps
    intervals          Wilson's for held-out pass rates, which takes samples for independent; none for the others
    """
    found: dict[str, Estimate | None] = {}
    if run.evaluation is not None or run.validation:
        points = run.held_out()
        first = [rate for step, rate in points if step == 0]
        last = [rate for step, rate in points if step > 0][-1:]
        found["held_out_before"] = _rate(first[0]) if first else None
        found["held_out_after"] = _rate(last[0]) if last else None
        if first and last:
            found["gain"] = Estimate(value=last[0].value - first[0].value)
    steps = run.steps
    if steps:
        late = steps[-max(1, round(LATE * len(steps))) :]
        counts = [each.response_tokens * each.rollouts for each in steps if each.response_tokens and each.rollouts]
        known = histories(steps)
        spent = sum(
            getattr(each, "environment_seconds", None) or 0.0 for each in steps
        )  # older runs did not measure it
        found |= {
            "effective_prompts": _mean([each.effective_prompts for each in steps]),
            "pass_rate": _mean([each.reward for each in late]),
            "mean_level": _mean([each.mean_level for each in late]),
            "response_tokens": _mean([each.response_tokens for each in late]),
            "tokens": Estimate(value=round(sum(counts))) if len(counts) == len(steps) else None,
            "environments": Estimate(value=sum(bool(each.visits) for each in known)),
            "alarms": Estimate(value=len(alarms(run))),
            "seconds": Estimate(value=steps[-1].time),
            "environment_share": Estimate(value=spent / steps[-1].time) if spent and steps[-1].time else None,
        }
    return {key: value for key in METRICS if (value := found.get(key)) is not None}


def alarms(run: Run) -> list[Alarm]:
    """The alarms that the run raised, in their order."""
    watch = Watch()
    return [alarm for step in run.steps for alarm in watch.see(step)]


def summarise(run: Run) -> RunSummary:
    facts = run.facts
    return RunSummary(
        name=run.name,
        folder=str(run.folder),
        policy=facts.policy if facts else None,
        seed=facts.seed if facts else None,
        steps=run.done,
        steps_planned=facts.steps if facts else None,
        numbers=numbers(run),
        alarms=[
            {"step": a.step, "environment": a.environment, "reason": a.reason, "advice": a.advice} for a in alarms(run)
        ],
    )


def compare(runs: Sequence[Run], by: Sequence[str] = ()) -> Comparison:
    """Runs grouped `by` keys of run.json; each on its own where there are none. Raises ConfigError.

    The first group is what the others are compared with, over runs with the same seed, where two seeds or more match.
    """
    names = label(runs, by)
    summaries = [summarise(run) for run in runs]
    members: dict[str, list[RunSummary]] = {}
    for name, summary in zip(names, summaries, strict=True):
        members.setdefault(name, []).append(summary)
    groups = [
        GroupSummary(name=name, runs=[each.folder for each in those], numbers=_over(those))
        for name, those in members.items()
    ]
    first, *others = members.items()
    differences = [each for other in others if (each := _difference(first, other)) is not None]
    return Comparison(runs=summaries, groups=groups, differences=differences)


def label(runs: Sequence[Run], by: Sequence[str]) -> list[str]:
    """The group of each run: what run.json says under the keys `by`.

    Two keys are no keys of run.json: `name` is the folder's name without a number at its end, `folder` the name of the
    folder above. Without keys every run is its own group. ConfigError for a key that a run does not have.
    """
    if not by:
        return unique([run.name for run in runs], [str(run.folder) for run in runs])
    labels = []
    for run in runs:
        parts = []
        for key in by:
            value = GROUPS[key](run) if key in GROUPS else run.setting(key)
            if value is None:
                known = ", ".join([*sorted(run.settings), *GROUPS])
                raise ConfigError(f"{run.folder}/run.json has no {key!r}", fix=f"group by one of {known}")
            parts.append(str(value) if len(by) == 1 or key in GROUPS else f"{key} {value}")
        labels.append(", ".join(parts))
    return labels


GROUPS: Mapping[str, Callable[[Run], str]] = {
    "name": lambda run: re.sub(r"[-_.]?(seed[-_]?)?\d+$", "", run.name) or run.name,
    "folder": lambda run: run.folder.resolve().parent.name,
}


def unique(names: Sequence[str], longer: Sequence[str]) -> list[str]:
    """The names, each that occurs twice replaced by its longer form."""
    return [long if names.count(name) > 1 else name for name, long in zip(names, longer, strict=True)]


def mean_interval(values: Sequence[float]) -> Estimate:
    """Mean and 95 % interval by Student's t, which takes runs for independent; no interval for a single run."""
    mean, count = statistics.fmean(values), len(values)
    if count < 2:
        return Estimate(value=mean, runs=count)
    spread = float(stdtrit(count - 1, 0.975)) * statistics.stdev(values) / math.sqrt(count)
    return Estimate(value=mean, low=mean - spread, high=mean + spread, runs=count)


def _over(runs: Sequence[RunSummary]) -> dict[str, Estimate]:
    """A single run keeps its own interval. A number is given where every run has it."""
    if len(runs) == 1:
        return runs[0].numbers
    return {
        key: _possible(key, mean_interval([run.numbers[key].value for run in runs]))
        for key in METRICS
        if all(key in run.numbers for run in runs)
    }


def _possible(key: str, estimate: Estimate) -> Estimate:
    """The interval without what cannot be: no number but the gain is negative, no share above 1."""
    kind = METRICS[key][1]
    if kind == "points" or estimate.low is None or estimate.high is None:
        return estimate
    top = 1.0 if kind == "percent" else math.inf
    return estimate.model_copy(update={"low": max(0.0, estimate.low), "high": min(top, estimate.high)})


def _difference(first: tuple[str, list[RunSummary]], other: tuple[str, list[RunSummary]]) -> Difference | None:
    own, theirs = ({run.seed: run for run in runs if run.seed is not None} for _, runs in (other, first))
    seeds = sorted(own.keys() & theirs.keys())
    if len(seeds) < 2:
        return None
    pairs = [(own[seed].numbers, theirs[seed].numbers) for seed in seeds]
    return Difference(
        group=other[0],
        against=first[0],
        seeds=seeds,
        numbers={
            key: mean_interval([mine[key].value - base[key].value for mine, base in pairs])
            for key in METRICS
            if all(key in mine and key in base for mine, base in pairs)
        },
    )


def _rate(rate: Rate) -> Estimate:
    low, high = rate.interval()
    return Estimate(value=rate.value, low=low, high=high)


def _mean(values: Sequence[float | None]) -> Estimate | None:
    known = [value for value in values if value is not None]
    return Estimate(value=statistics.fmean(known)) if known else None
