"""Alarms of a run: what needs a person's eye, found in its records one step at a time, live or from metrics.jsonl.

An environment's alarms come from the curriculum, which quarantines it (scaler.curriculum.alarms). The run's own say
that training as a whole goes wrong. Each is raised once, and again only after its cause was gone.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from scaler.curriculum.alarms import advice
from scaler.training.records import StepRecord

RECENT = 10  # steps that are looked at together
NO_SIGNAL = 0.1  # share of effective prompts below which a run hardly learns
COLLAPSE = 1 / 3  # of what it was: as an environment's length (FrontierConfig.collapse)
WORTH = 0.1  # a pass rate lower than this has nowhere to fall from
MANY = 0.25  # share of the environments seen; from there on, suspect what they have in common
FEW = 4  # quarantined environments that are never called many

AGAIN = "start a new run with `model: OUT/checkpoints/checkpoint-N`"


@dataclass(frozen=True)
class Alarm:
    """`environment` is empty where the alarm is about the run as a whole."""

    step: int
    environment: str
    reason: str
    advice: str

    def __str__(self) -> str:
        return f"ALARM at step {self.step}: {self.environment or 'the run'}: {self.reason}. To do: {self.advice}"


class Watch:
    """Reads records in their order; `see` returns the alarms that the newest one raises."""

    def __init__(self) -> None:
        self._recent: deque[StepRecord] = deque(maxlen=2 * RECENT)
        self._seen: set[str] = set()
        self._quarantined: set[str] = set()
        self._raised: set[str] = set()
        self._best = (0.0, 0.0)  # pass rate over RECENT steps, and the mean level that it was reached at
        self._losses = False

    def see(self, record: StepRecord) -> list[Alarm]:
        self._recent.append(record)
        self._seen.update(record.environments)
        self._quarantined.update(record.quarantined)
        alarms = [Alarm(record.step, name, why, advice(why)) for name, why in record.quarantined.items()]
        true = dict(self._conditions(record))
        alarms += [Alarm(record.step, "", why, todo) for why, todo in true.items() if _name(why) not in self._raised]
        self._raised = {_name(why) for why in true}
        self._losses = self._losses or record.loss is not None
        return alarms

    def _conditions(self, record: StepRecord) -> Iterator[tuple[str, str]]:
        """What is wrong with the run now: (name: details, what to do)."""
        if record.reward is None:
            yield (
                "nothing scored: no rollout of the step could be judged",
                "see whether the sandbox works: scaler doctor",
            )
        # JSON has no NaN: metrics.jsonl says null
        if self._losses and record.reward is not None and (record.loss is None or not math.isfinite(record.loss)):
            yield (
                "loss is no number: the model may be lost",
                f"{AGAIN} and a lower learning rate",
            )
        if len(self._quarantined) > FEW and len(self._quarantined) >= MANY * len(self._seen | self._quarantined):
            yield (
                "many quarantined: a quarter or more of all environments seen",
                "suspect what they share, the model's answers or the scoring, before the environments",
            )
        late = list(self._recent)[-RECENT:]
        if len(late) < RECENT:
            return
        effective = _mean([each.effective_prompts for each in late])
        if effective is not None and effective < NO_SIGNAL:
            yield (
                f"no signal: under {NO_SIGNAL:.0%} effective prompts over {RECENT} steps",
                "nearly every group passes or fails as a whole: change the levels, or warm the model up",
            )
        rate, level = _mean([each.reward for each in late]), sum(each.mean_level for each in late) / RECENT
        best, height = self._best
        if rate is not None and best >= WORTH and rate < COLLAPSE * best and level <= height:
            yield (
                "pass rate collapse: under a third of its best, at levels no higher",
                f"stop; {AGAIN}, and a lower learning rate or a KL term (beta)",
            )
        if rate is not None and rate >= best:
            self._best = rate, level
        early = list(self._recent)[:-RECENT]
        tokens, usual = (_mean([each.response_tokens for each in part]) for part in (late[-RECENT // 2 :], early))
        if len(early) == RECENT and tokens is not None and usual is not None and tokens < COLLAPSE * usual:
            yield (
                "response collapse: responses under a third of their length within 20 steps",
                "read the latest responses: a short text that passes is a way round the tasks",
            )


def _name(reason: str) -> str:
    return reason.split(":")[0]


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
